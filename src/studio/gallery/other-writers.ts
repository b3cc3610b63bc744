import type { Database } from 'better-sqlite3';

const LOOK_EVERY_MS = 1000;

/** Calls `onChange` soon after another program, such as `trilemma gallery`, has changed the database. */
export function watchOtherWriters(database: Database, onChange: () => void): Disposable {
  const version = () => database.pragma('data_version', { simple: true });
  let last = version();
  const timer = setInterval(() => {
    const now = version();
    if (now === last) return;
    last = now;
    onChange();
  }, LOOK_EVERY_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
