import Database, { SqliteError } from 'better-sqlite3';
import { dataFolderLayout } from '../../platform/data-folder.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { databaseError } from './database-error.ts';

/**
 * Keeps a data folder to one studio. The lock is SQLite's, on a file without content: the operating system lets go
 * of it when the process ends, however that happens, so that none is ever left behind.
 *
 * @throws {TrilemmaError} `studio-running` where another studio has the folder, in this process or another.
 */
export function lockDataFolder(dataFolder: string): Disposable {
  const lock = lockFile(dataFolderLayout(dataFolder).lock);
  if (lock !== undefined) return lock;
  throw new TrilemmaError(
    'studio-running',
    `Trilemma Studio is open already with the data folder ${dataFolder}. Use the one that is open, or close it first.`,
  );
}

/**
 * The lock itself.
 *
 * @param path a file that is made where there is none, and stays.
 * @returns undefined where somebody has it.
 * @throws {TrilemmaError} `file` where it cannot be made.
 */
export function lockFile(path: string): Disposable | undefined {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(path, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock?.close();
    if (cause instanceof SqliteError && cause.code.startsWith('SQLITE_BUSY')) return undefined;
    throw databaseError(path, cause);
  }
  const held = lock;
  return { [Symbol.dispose]: () => held.close() };
}
