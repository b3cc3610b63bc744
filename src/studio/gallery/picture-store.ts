/** Kept pictures on the disk: PNG files named by the hash of their bytes, in folders of its first two digits. */
import { createHash } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { makeFolder, syncFolder } from '../../platform/durable-folder.ts';
import { fileError, systemCode } from '../../platform/file-error.ts';
import { readPictureFile } from '../pictures/picture-file.ts';

const FOLDER = /^[\da-f]{2}$/;
const FILE = /^(?<sha256>[\da-f]{64})\.png$/;
/** What a crash leaves of a file that was being written. */
const UNFINISHED = /^\.trilemma-.*\.tmp$/;

export class PictureStore {
  readonly #pictures: string;
  readonly #trash: string;

  /** @param dataFolder absolute. */
  constructor(dataFolder: string) {
    this.#pictures = join(dataFolder, 'pictures');
    this.#trash = join(dataFolder, 'trash');
  }

  pathOf(sha256: string): string {
    return join(this.#pictures, sha256.slice(0, 2), `${sha256}.png`);
  }

  /**
   * Writes a file; it is on the disk when this returns.
   * @returns its SHA-256, in hexadecimal.
   * @throws {TrilemmaError} `file` where it cannot be written.
   */
  async write(png: Uint8Array): Promise<string> {
    const sha256 = hashOf(png);
    const path = this.pathOf(sha256);
    try {
      await makeFolder(dirname(path));
    } catch (cause) {
      throw fileError(`${path} cannot be written`, cause);
    }
    await writeFileAtomically(path, png);
    return sha256;
  }

  /** @throws {TrilemmaError} `file` where it cannot be read. */
  read(sha256: string): Uint8Array {
    return readPictureFile(this.pathOf(sha256));
  }

  /**
   * Moves a file to the trash; one that is gone already is no failure.
   * @throws {TrilemmaError} `file` where it cannot be moved.
   */
  async discard(sha256: string): Promise<void> {
    const path = this.pathOf(sha256);
    try {
      await makeFolder(this.#trash);
      await rename(path, join(this.#trash, `${sha256}.png`));
      await syncFolder(this.#trash);
      await syncFolder(dirname(path));
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT') return;
      throw fileError(`${path} cannot be moved to the trash`, cause);
    }
  }

  /** The hashes that files are named by; their bytes are not read. What unfinished writing left is removed. */
  async list(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const name of await namesIn(this.#pictures)) {
      if (!FOLDER.test(name)) continue;
      const folder = join(this.#pictures, name);
      for (const file of await namesIn(folder)) {
        const sha256 = FILE.exec(file)?.groups?.sha256;
        if (sha256?.startsWith(name) === true) found.add(sha256);
        else if (UNFINISHED.test(file)) await rm(join(folder, file), { force: true });
      }
    }
    return found;
  }
}

export function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') return [];
    throw fileError(`The pictures in ${folder} cannot be listed`, cause);
  }
}
