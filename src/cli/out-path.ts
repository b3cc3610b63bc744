/** Names that a command writes to: an ending is a wish, which is kept or refused. */
import { isFolder } from '../platform/is-folder.ts';
import { TrilemmaError } from '../shared/errors.ts';

/** Letters and digits as formats have them; `v1.2`, `v1.0rc1` and `my.pictures` are names of folders. */
const ENDING = /[^/\\](?<ending>\.(?:[a-z][a-z0-9]{1,4}|7z|3gp|3g2|safetensors))$/i;

/**
 * The format that a name asks for.
 *
 * @returns the ending in lower case, with its dot; '' where the name has none, or is that of a folder: one that is
 *   there, or one that is named with a slash at its end.
 * @throws {TrilemmaError} `file` where there can be no such path.
 */
export function endingOf(path: string): string {
  if (isFolder(path)) return '';
  return ENDING.exec(path)?.groups?.ending?.toLowerCase() ?? '';
}

/**
 * @param allowed endings that are written, with their dots; '' for a name without one
 * @param advice what is written and how to ask for it, as a sentence without its end
 * @throws {TrilemmaError} `usage` where the name asks for another format.
 */
export function checkEnding(path: string, allowed: readonly string[], advice: string): void {
  const ending = endingOf(path);
  if (allowed.includes(ending)) return;
  throw new TrilemmaError(
    'usage',
    `${path} cannot be written as ${ending.slice(1).toUpperCase()}: ${advice}.`,
  );
}
