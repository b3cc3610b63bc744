import { accessSync, constants, mkdirSync } from 'node:fs';
import { fileError } from '../../platform/file-error.ts';

/**
 * Makes the folder of what Electron keeps. Where it cannot be written, Electron would take the app for one that is open
 * already.
 *
 * @throws {TrilemmaError} `file`
 */
export function makeWindowFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw fileError(`The folder ${path} cannot be written`, cause);
  }
}
