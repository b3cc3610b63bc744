import { dirname, resolve } from 'node:path';
import { makeFolder } from '../../platform/durable-folder.ts';
import { fileError } from '../../platform/file-error.ts';

/** Makes the folder that a file is to lie in. @throws {TrilemmaError} `file` where it cannot be made. */
export async function makeFolderOf(file: string): Promise<void> {
  try {
    await makeFolder(dirname(resolve(file)));
  } catch (cause) {
    throw fileError(`${file} cannot be written`, cause);
  }
}
