/**
 * Folders that this process works in, known by more than their names. While one is renamed away, or its drive is
 * unplugged, whatever would write into it stops in words, and nothing is made anew in its place; when it is back, all
 * goes on.
 */
import { statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { TrilemmaError } from '../shared/errors.ts';
import { fileError } from './file-error.ts';

interface HeldFolder {
  readonly path: string;
  /** Device and number of the folder on it, which a renaming keeps, and no other folder has. */
  readonly identity: string;
}

const held = new Set<HeldFolder>();

/**
 * Holds a folder until it is disposed of.
 *
 * @throws {TrilemmaError} `file` where there is none.
 */
export function holdFolder(folder: string): Disposable {
  const path = resolve(folder);
  const identity = identityOf(path);
  if (typeof identity !== 'string') throw fileError(`The folder ${path} cannot be used`, identity);
  const entry = { path, identity };
  held.add(entry);
  return { [Symbol.dispose]: () => void held.delete(entry) };
}

/**
 * Call it before anything is written at `path`: it may lie in a folder that is held.
 *
 * @throws {TrilemmaError} `data-gone` where that folder is not at its place.
 */
export function assertHeld(path: string): void {
  const error = goneError(path);
  if (error !== undefined) throw error;
}

/** Why nothing can be written at `path`; undefined where no folder that is held is missing. */
export function goneError(path: string): TrilemmaError | undefined {
  if (held.size === 0) return undefined;
  const wanted = resolve(path);
  for (const folder of held) {
    if (!isWithin(wanted, folder.path)) continue;
    const now = identityOf(folder.path);
    if (now === folder.identity) continue;
    const what =
      typeof now === 'string'
        ? `There is another folder in the place of ${folder.path} now`
        : `The folder ${folder.path} is gone: it was renamed or moved, or its drive was unplugged`;
    return new TrilemmaError(
      'data-gone',
      `${what}. Nothing is written until it is back. Put it back in its place, or close Trilemma Studio and start it again.`,
    );
  }
  return undefined;
}

function isWithin(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return inside !== '..' && !inside.startsWith(`..${sep}`) && resolve(folder, inside) === path;
}

/** @returns the error where there is no such folder. */
function identityOf(path: string): string | Error {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}-${ino}`;
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}
