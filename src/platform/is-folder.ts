import { statSync } from 'node:fs';
import { fileError } from './file-error.ts';
import { shownPath } from './shown-path.ts';

/**
 * True if there is a folder at the path.
 *
 * @throws {TrilemmaError} `file` where the system cannot tell: the name is too long, links lead in a circle.
 */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (cause) {
    throw fileError(`${shownPath(path)} cannot be opened`, cause);
  }
}
