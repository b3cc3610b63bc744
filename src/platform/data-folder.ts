import { homedir } from 'node:os';
import { posix, resolve, win32 } from 'node:path';

/** What the user's data folder depends on. */
interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/**
 * Where the studio keeps what belongs to the user: `TRILEMMA_HOME`, else the platform's usual place. It need not
 * exist yet.
 */
export function dataFolder(
  { env, platform, home }: Surroundings = { env: process.env, platform: process.platform, home: homedir() },
): string {
  const chosen = env.TRILEMMA_HOME;
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  if (platform === 'win32') {
    return win32.join(env.APPDATA ?? win32.join(home, 'AppData', 'Roaming'), 'Trilemma Studio');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Trilemma Studio');
  // The XDG base directory specification has a relative path ignored.
  const data = env.XDG_DATA_HOME ?? '';
  return posix.join(posix.isAbsolute(data) ? data : posix.join(home, '.local', 'share'), 'trilemma-studio');
}
