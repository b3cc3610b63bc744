/** Kept pictures on the disk: written once, durably, and never changed. */
import { randomUUID } from 'node:crypto';
import { statSync, unlinkSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TrilemmaError } from '../../../shared/errors.ts';
import { writeDurably } from '../../../platform/atomic-write.ts';
import { makeFolder, syncFolder } from '../../../platform/durable-folder.ts';
import { fileError, systemCode } from '../../../platform/file-error.ts';
import { removedOnExit } from '../../../platform/on-exit.ts';
import { readPictureFile } from '../../pictures/picture-file.ts';
import { fileName, folderOfName, hashOf, picturesFolder, type StoredFile } from './stored-file.ts';

export interface NewFile {
  readonly bytes: Uint8Array;
  readonly fileType: string;
}

export class PictureStore {
  readonly #pictures: string;
  readonly #made = new Set<string>();

  /** @param dataFolder absolute. */
  constructor(dataFolder: string) {
    this.#pictures = picturesFolder(dataFolder);
  }

  pathOf(file: StoredFile): string {
    return join(this.#pictures, folderOfName(file.fileSha256), fileName(file));
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

  async #writeOne({ bytes, fileType }: NewFile): Promise<StoredFile> {
    const file = { fileSha256: hashOf(bytes), fileType };
    const path = this.pathOf(file);
    const folder = dirname(path);
    const temporary = join(folder, `.trilemma-${process.pid}-${randomUUID()}.tmp`);
    using _unfinished = removedOnExit(temporary);
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
