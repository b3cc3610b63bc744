/** SQLite's errors, as sentences for people. */
import { SqliteError } from 'better-sqlite3';
import { TrilemmaError } from '../../shared/errors.ts';

const REASONS: readonly (readonly [prefix: string, reason: string])[] = [
  ['SQLITE_FULL', 'there is no space left on the disk'],
  ['SQLITE_READONLY', 'it may not be written to'],
  ['SQLITE_CANTOPEN', 'it cannot be opened'],
  ['SQLITE_PERM', 'permission denied'],
  ['SQLITE_IOERR', 'the disk reports a fault'],
  ['SQLITE_BUSY', 'another program is using it'],
];

/** @returns the error for people, where `cause` is SQLite's; else `cause`. */
export function databaseError(path: string, cause: unknown): unknown {
  if (!(cause instanceof SqliteError)) return cause;
  if (cause.code.startsWith('SQLITE_CORRUPT') || cause.code === 'SQLITE_NOTADB') {
    return corruptDatabase(path, cause.message, cause);
  }
  const reason = REASONS.find(([prefix]) => cause.code.startsWith(prefix))?.[1];
  if (reason === undefined) return cause;
  return new TrilemmaError('file', `The studio's database ${path} cannot be used: ${reason}.`, { cause });
}

export function corruptDatabase(path: string, reason: string, cause?: unknown): TrilemmaError {
  return new TrilemmaError(
    'database-corrupt',
    `The studio's database ${path} is damaged (${reason}). Nothing was changed, and the pictures that you kept are safe in the folder "pictures" beside it: open the studio, and it restores the last backup.`,
    { cause },
  );
}
