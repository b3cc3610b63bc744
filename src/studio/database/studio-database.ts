/** The studio's one database: what it remembers beside the files of models and pictures. */
import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { corruptDatabase, databaseError } from './database-error.ts';
import { appliedMigrations, migrate, refuseNewer } from './migrate.ts';
import { type Migration, MIGRATIONS } from './migrations.ts';

/** Holds the indexes of 100,000 pictures. */
const CACHE_KIB = 64 * 1024;

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
    if (existsSync(path)) inspectDatabase(path, migrations);
    const database = new Database(path);
    try {
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      database.pragma(`cache_size = -${CACHE_KIB}`);
      migrate(database, migrations);
      return database;
    } catch (cause) {
      database.close();
      throw cause;
    }
  });
}

/**
 * Refuses a database that is damaged or newer: through a connection that cannot write, so that it stays as it is.
 *
 * @throws {TrilemmaError} `database-newer`, `database-corrupt`, `file`.
 */
export function inspectDatabase(path: string, migrations: readonly Migration[] = MIGRATIONS): void {
  guarded(path, () => {
    const database = new Database(path, { readonly: true });
    try {
      // SQLite reads the missing rest of a last page as zeros.
      const pageSize = database.pragma('page_size', { simple: true }) as number;
      if (statSync(path).size % pageSize !== 0) throw corruptDatabase(path, 'its end is missing');
      refuseNewer(path, appliedMigrations(database), migrations);
      for (const table of tablesOf(database)) {
        const fault = database.pragma(`quick_check('${table}')`, { simple: true });
        if (fault !== 'ok')
          throw corruptDatabase(path, typeof fault === 'string' ? fault : 'it cannot be read');
      }
    } finally {
      database.close();
    }
  });
}

/** All that hold something of the user's, schema first. What search adds is made from them, and costs most to check. */
function tablesOf(database: Database.Database): readonly string[] {
  const tables = database
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid",
    )
    .pluck()
    .all();
  return ['sqlite_schema', ...tables];
}

/** Runs something that touches the database; what SQLite throws becomes an error for people. */
export function guarded<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw databaseError(path, cause);
  }
}
