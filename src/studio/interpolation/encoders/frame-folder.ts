/** A folder with a file for each frame, which appears when it is whole. */
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { writeDurably } from '../../../platform/atomic-write.ts';
import { makeFolder, syncFolder } from '../../../platform/durable-folder.ts';
import { fileError, systemCode } from '../../../platform/file-error.ts';
import { TrilemmaError } from '../../../shared/errors.ts';

/** Written under a temporary name beside the folder, renamed at the end; removed when it is left before. */
export class FrameFolder implements AsyncDisposable {
  readonly path: string;
  readonly #temporary: string;
  #whole = false;
  #bytes = 0;

  private constructor(path: string, temporary: string) {
    this.path = path;
    this.#temporary = temporary;
  }

  /**
   * @param id names what makes the folder: what an earlier try of the same left behind is removed
   * @throws TrilemmaError 'file' where the folder holds something, or cannot be made.
   */
  static async create(path: string, id: string): Promise<FrameFolder> {
    const target = resolve(path);
    await guarded(target, () => checkFree(target));
    const temporary = join(dirname(target), `.trilemma-${id}.tmp`);
    await guarded(target, async () => {
      await makeFolder(dirname(target));
      await rm(temporary, { recursive: true, force: true });
      await mkdir(temporary);
    });
    return new FrameFolder(target, temporary);
  }

  async write(name: string, content: Uint8Array | string): Promise<void> {
    await guarded(this.path, () => writeDurably(join(this.#temporary, name), content));
    this.#bytes += Buffer.byteLength(content);
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Gives the folder its name. */
  async finish(): Promise<void> {
    await guarded(this.path, async () => {
      await syncFolder(this.#temporary);
      await removeEmpty(this.path);
      await rename(this.#temporary, this.path);
      await syncFolder(dirname(this.path));
    });
    this.#whole = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#whole) await rm(this.#temporary, { recursive: true, force: true });
  }
}

/** Frames of a longer film would stay among the new ones. */
async function checkFree(path: string): Promise<void> {
  const entries = await readdir(path).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return [];
    throw cause;
  });
  if (entries.length === 0) return;
  throw new TrilemmaError('file', `${path} is not empty: give a new folder for the frames.`);
}

async function removeEmpty(path: string): Promise<void> {
  await rmdir(path).catch((cause: unknown) => {
    if (systemCode(cause) !== 'ENOENT') throw cause;
  });
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw fileError(`${path} cannot be written`, cause);
  }
}
