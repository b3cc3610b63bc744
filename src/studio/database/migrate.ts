import type { Database } from 'better-sqlite3';
import { TrilemmaError } from '../../shared/errors.ts';
import { backUpBefore } from './backups.ts';
import type { Migration } from './migrations.ts';

/** @returns the ids of the steps that the database has been through; none for a new one. */
export function appliedMigrations(database: Database): readonly string[] {
  const exists = database
    .prepare<[], number>("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'")
    .pluck();
  if (exists.get() === 0) return [];
  return database.prepare<[], string>('SELECT id FROM migrations ORDER BY rowid').pluck().all();
}

/** @throws {TrilemmaError} `database-newer` where the database has been through steps that this app does not know. */
export function refuseNewer(
  path: string,
  applied: readonly string[],
  migrations: readonly Migration[],
): void {
  const unknown = applied.find((id) => migrations.every((migration) => migration.id !== id));
  if (unknown === undefined) return;
  throw new TrilemmaError(
    'database-newer',
    `The studio's database ${path} was made by a newer version of Trilemma Studio (it has been through "${unknown}"). Nothing was changed: update Trilemma Studio, or choose another data folder.`,
  );
}

/**
 * Takes the database to today's form, one transaction a step. A database that has been through any step is copied
 * first, into the folder `backups` beside it.
 *
 * @returns the backup's path; undefined where there was nothing to do, or nothing to lose.
 */
export function migrate(database: Database, migrations: readonly Migration[]): string | undefined {
  database.exec(
    'CREATE TABLE IF NOT EXISTS migrations (id TEXT PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
  );
  const applied = appliedMigrations(database);
  const pending = migrations.filter(({ id }) => !applied.includes(id));
  const [next] = pending;
  if (next === undefined) return undefined;
  const backup = applied.length === 0 ? undefined : backUpBefore(database, next.id);
  const remember = database.prepare<[string, number]>('INSERT INTO migrations VALUES (?, ?)');
  for (const { id, sql } of pending) {
    database
      .transaction(() => {
        database.exec(sql);
        remember.run(id, Date.now());
      })
      .immediate();
  }
  return backup;
}
