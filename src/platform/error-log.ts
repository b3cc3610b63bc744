/** The log of unexpected errors: their stacks, in a file of the data folder, for the developers who fix them. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { TrilemmaError } from '../shared/errors.ts';
import { dataFolderLayout, usersDataFolder } from './data-folder.ts';
import { assertHeld } from './held-folders.ts';

/** A log that is longer makes place for a new one, and stays as the one before. */
const LONGEST_BYTES = 1 << 20;

/** In the user's data folder, also for a process whose studio has another one. */
export function errorLogPath(): string {
  return dataFolderLayout(usersDataFolder()).errorLog;
}

/**
 * Any error as one that a person may see. One of ours stays as it is; any other is a fault of the program: its stack
 * goes to the log, and the message says what it is and where the rest is.
 *
 * @returns a {@link TrilemmaError}, with the code `unexpected` where the error is none yet. Never throws.
 */
export function asTrilemmaError(error: unknown): TrilemmaError {
  if (error instanceof TrilemmaError) return error;
  const what = error instanceof Error ? error.message : String(error);
  const path = errorLogPath();
  const rest = isLogged(error, path)
    ? `The details are in ${path}.`
    : `The details could not be written to ${path}.`;
  const message = `Something went wrong that should not: ${what.trim().replace(/\.$/, '')}. ${rest}`;
  return new TrilemmaError('unexpected', message, { cause: error });
}

function isLogged(error: unknown, path: string): boolean {
  try {
    assertHeld(path);
    mkdirSync(dirname(path), { recursive: true });
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LONGEST_BYTES) renameSync(path, `${path}.1`);
    appendFileSync(path, `${new Date().toISOString()} process ${process.pid}\n${stackOf(error)}\n\n`);
    return true;
  } catch {
    return false;
  }
}

/** With what it was caused by. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\ncaused by ${stackOf(error.cause)}`;
}
