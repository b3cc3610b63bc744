import { makeFolder } from '../platform/durable-folder.ts';
import { fileError } from '../platform/file-error.ts';
import { holdFolder } from '../platform/held-folders.ts';

/**
 * Makes the data folder where there is none, and holds it: from then on nothing is made anew where it is missing.
 *
 * @throws {TrilemmaError} `file` where it cannot be made.
 */
export async function useDataFolder(path: string): Promise<{ readonly path: string } & Disposable> {
  try {
    await makeFolder(path);
  } catch (cause) {
    throw fileError(`The data folder ${path} cannot be made`, cause);
  }
  const held = holdFolder(path);
  return { path, [Symbol.dispose]: () => held[Symbol.dispose]() };
}
