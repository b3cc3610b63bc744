/** Opens the database, or what is best in its place: a damaged one is put aside, and its latest whole backup restored. */
import { copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { fileError } from '../../platform/file-error.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { backupsOf } from './backups.ts';
import type { Migration } from './migrations.ts';
import { inspectDatabase, openDatabase } from './studio-database.ts';
import { syncFileNow, syncFolderNow } from './sync-now.ts';

export interface OpenedDatabase {
  readonly database: Database;
  /** Sentences on what was repaired. */
  readonly notices: readonly string[];
}

/**
 * As {@link openDatabase}; a damaged database is moved to a name of its own, never deleted, and the latest backup that
 * is whole takes its place, or an empty one where there is none. Only for the one studio that has the folder.
 *
 * @throws {TrilemmaError} `database-newer`; `file` where it cannot be opened, written or moved.
 */
export function openOrRecover(
  path: string,
  migrations?: readonly Migration[],
  now = new Date(),
): OpenedDatabase {
  try {
    return { database: openDatabase(path, migrations), notices: [] };
  } catch (error) {
    if (!(error instanceof TrilemmaError) || error.code !== 'database-corrupt') throw error;
  }
  const aside = putAside(path, now);
  const restored = restore(path, migrations);
  const database = openDatabase(path, migrations);
  const place =
    restored === undefined
      ? 'There was no backup: a new one was made, and pictures come back from their files, without tags and ratings.'
      : `The backup of ${statSync(restored).mtime.toISOString().slice(0, 16).replace('T', ' ')} took its place; pictures that were kept since come back from their files.`;
  return {
    database,
    notices: [`The studio's database was damaged, and was moved to ${aside}. ${place}`],
  };
}

function putAside(path: string, now: Date): string {
  const stamp = now.toISOString().replace(/[:.]/g, '-').slice(0, 19);
  let aside = path.replace(/\.sqlite$/, `-damaged-${stamp}.sqlite`);
  for (let n = 2; existsSync(aside); n++) aside = aside.replace(/(?:-\d{1,3})?\.sqlite$/, `-${n}.sqlite`);
  try {
    renameSync(path, aside);
    // Its log belongs to it, and to no other.
    for (const suffix of ['-wal', '-shm']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    }
    syncFolderNow(dirname(path));
    return aside;
  } catch (cause) {
    throw fileError(`The damaged database ${path} cannot be moved aside`, cause);
  }
}

/** @returns the backup that was taken; undefined where none is whole. */
function restore(path: string, migrations?: readonly Migration[]): string | undefined {
  const temporary = join(dirname(path), '.trilemma-restored.tmp');
  for (const backup of backupsOf(path)) {
    try {
      copyFileSync(backup, temporary);
      inspectDatabase(temporary, migrations);
      syncFileNow(temporary);
      renameSync(temporary, path);
      for (const suffix of ['-wal', '-shm']) rmSync(temporary + suffix, { force: true });
      syncFolderNow(dirname(path));
      return backup;
    } catch (cause) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(temporary + suffix, { force: true });
      const isDamaged = cause instanceof TrilemmaError && cause.code.startsWith('database-');
      if (!isDamaged) throw fileError(`The backup ${backup} cannot be restored`, cause);
    }
  }
  return undefined;
}
