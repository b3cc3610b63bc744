/** Kept pictures on the disk: files named by the hash of their bytes, in folders of its first two digits. */
import { createHash, randomUUID } from 'node:crypto';
import { statSync, unlinkSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TrilemmaError } from '../../shared/errors.ts';
import { writeDurably } from '../../platform/atomic-write.ts';
import { makeFolder, syncFolder } from '../../platform/durable-folder.ts';
import { fileError, systemCode } from '../../platform/file-error.ts';
import { readPictureFile } from '../pictures/picture-file.ts';
import { FILE_TYPES } from './file-types.ts';

/** What a stored file is called by. */
export interface StoredFile {
  /** Of its bytes, in hexadecimal. */
  readonly fileSha256: string;
  /** Its ending, without a dot. */
  readonly fileType: string;
}

/** The names in each of the folders. */
export type FolderListing = readonly { readonly folder: string; readonly names: readonly string[] }[];

export interface NewFile {
  readonly bytes: Uint8Array;
  readonly fileType: string;
}

const FOLDER = /^[\da-f]{2}$/;
const FILE = new RegExp(`^[\\da-f]{64}\\.(?:${FILE_TYPES.join('|')})$`);
const HASH_DIGITS = 64;
/** What a crash leaves of a file that was being written; the number is the process that wrote it. */
const UNFINISHED = /^\.trilemma-(?:(?<pid>\d+)-)?.*\.tmp$/;

export class PictureStore {
  readonly #pictures: string;
  readonly #made = new Set<string>();

  /** @param dataFolder absolute. */
  constructor(dataFolder: string) {
    this.#pictures = join(dataFolder, 'pictures');
  }

  pathOf(file: StoredFile): string {
    return join(this.#pictures, file.fileSha256.slice(0, 2), fileName(file));
  }

  /**
   * Writes files; those that succeed are on the disk when this returns. The wait for the disk is shared: all files are
   * synced side by side, then each folder once.
   */
  async write(files: readonly NewFile[]): Promise<readonly PromiseSettledResult<StoredFile>[]> {
    const written = await Promise.allSettled(files.map((file) => this.#writeOne(file)));
    const folders = new Set(
      written.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [dirname(this.pathOf(outcome.value))] : [],
      ),
    );
    const synced = new Map<string, unknown>();
    await Promise.all(
      [...folders].map((folder) => syncFolder(folder).catch((cause: unknown) => synced.set(folder, cause))),
    );
    return written.map((outcome) => {
      if (outcome.status === 'rejected') return outcome;
      const path = this.pathOf(outcome.value);
      const reason = synced.get(dirname(path));
      if (reason === undefined) return outcome;
      return { status: 'rejected', reason: fileError(`${path} cannot be written`, reason) };
    });
  }

  has(file: StoredFile): boolean {
    return statSync(this.pathOf(file), { throwIfNoEntry: false })?.isFile() === true;
  }

  /** @throws {TrilemmaError} `file` where it cannot be read. */
  read(file: StoredFile): Uint8Array {
    return readPictureFile(this.pathOf(file));
  }

  /** As {@link read}. @throws {TrilemmaError} `file` where its bytes are not those that were written, too. */
  readUnchanged(file: StoredFile): Uint8Array {
    const bytes = this.read(file);
    if (hashOf(bytes) === file.fileSha256) return bytes;
    throw new TrilemmaError(
      'file',
      `${this.pathOf(file)} was changed by another program, and is no longer the picture that was kept.`,
    );
  }

  /** Deletes a file; one that is gone already is no failure. @throws {TrilemmaError} `file`. */
  delete(file: StoredFile): void {
    const path = this.pathOf(file);
    try {
      unlinkSync(path);
    } catch (cause) {
      if (systemCode(cause) !== 'ENOENT') throw fileError(`${path} cannot be deleted`, cause);
    }
  }

  /** What is in the folders; no file is looked at. */
  async listing(): Promise<FolderListing> {
    const folders = (await namesIn(this.#pictures)).filter((name) => FOLDER.test(name));
    return Promise.all(
      folders.map(async (folder) => ({ folder, names: await namesIn(join(this.#pictures, folder)) })),
    );
  }

  /**
   * Holds a listing against the names that should be in it. What unfinished writing left is removed, unless its
   * writer still runs.
   */
  async compare(
    listing: FolderListing,
    known: ReadonlySet<string>,
  ): Promise<{ readonly missing: readonly StoredFile[]; readonly strays: readonly StoredFile[] }> {
    const strays: StoredFile[] = [];
    let found = 0;
    for (const { folder, names } of listing) {
      for (const name of names) {
        if (known.has(name)) found += 1;
        else if (name.startsWith(folder) && FILE.test(name)) strays.push(fileOfName(name));
        else await this.#removeUnfinished(join(this.#pictures, folder), name);
      }
    }
    if (found === known.size) return { missing: [], strays };
    const present = new Set(listing.flatMap(({ names }) => names));
    const missing = [...known].filter((name) => !present.has(name)).map(fileOfName);
    return { missing, strays };
  }

  async #removeUnfinished(folder: string, file: string): Promise<void> {
    const unfinished = UNFINISHED.exec(file);
    if (unfinished === null) return;
    const pid = unfinished.groups?.pid;
    if (pid === undefined || !runs(Number(pid))) await rm(join(folder, file), { force: true });
  }

  async #writeOne({ bytes, fileType }: NewFile): Promise<StoredFile> {
    const file = { fileSha256: hashOf(bytes), fileType };
    const path = this.pathOf(file);
    const folder = dirname(path);
    const temporary = join(folder, `.trilemma-${process.pid}-${randomUUID()}.tmp`);
    try {
      if (!this.#made.has(folder)) await makeFolder(folder);
      this.#made.add(folder);
      await writeDurably(temporary, bytes);
      await rename(temporary, path);
      return file;
    } catch (cause) {
      this.#made.delete(folder);
      await rm(temporary, { force: true }).catch(() => undefined);
      throw fileError(`${path} cannot be written`, cause);
    }
  }
}

function fileName({ fileSha256, fileType }: StoredFile): string {
  return `${fileSha256}.${fileType}`;
}

/** @param name as {@link fileName} writes it. */
function fileOfName(name: string): StoredFile {
  return { fileSha256: name.slice(0, HASH_DIGITS), fileType: name.slice(HASH_DIGITS + 1) };
}

export function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Of our own process, no file is unfinished when the store is listed. */
function runs(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return systemCode(cause) === 'EPERM';
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') return [];
    throw fileError(`The pictures in ${folder} cannot be listed`, cause);
  }
}
