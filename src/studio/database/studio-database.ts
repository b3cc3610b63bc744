/** The studio's one database: what it remembers beside the files of models and pictures. */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { corruptDatabase, databaseError } from './database-error.ts';
import { appliedMigrations, migrate, refuseNewer } from './migrate.ts';
import { type Migration, MIGRATIONS } from './migrations.ts';

/**
 * Opens the database, made where there is none, in today's form. What is written to it is on the disk when the call
 * returns.
 *
 * @param path absolute; its folder exists.
 * @throws {TrilemmaError} `database-newer`, `database-corrupt`: the file is then as it was; `file` where it cannot
 *   be opened or written.
 */
export function openDatabase(path: string, migrations: readonly Migration[] = MIGRATIONS): Database.Database {
  return guarded(path, () => {
    if (existsSync(path)) inspect(path, migrations);
    const database = new Database(path);
    try {
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      migrate(database, migrations);
      return database;
    } catch (cause) {
      database.close();
      throw cause;
    }
  });
}

/** Through a connection that cannot write, so that a file that is refused stays as it is. */
function inspect(path: string, migrations: readonly Migration[]): void {
  const database = new Database(path, { readonly: true });
  try {
    refuseNewer(path, appliedMigrations(database), migrations);
    const [fault] = database.prepare<[], string>('PRAGMA quick_check(1)').pluck().all();
    if (fault !== 'ok') throw corruptDatabase(path, fault ?? 'it cannot be read');
  } finally {
    database.close();
  }
}

/** Runs something that touches the database; what SQLite throws becomes an error for people. */
export function guarded<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw databaseError(path, cause);
  }
}
