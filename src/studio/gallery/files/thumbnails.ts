/** Small WebP copies of pictures, made at their first use: by the hash of the picture's file, so never stale. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { dataFolderLayout } from '../../../platform/data-folder.ts';
import { makeFolder } from '../../../platform/durable-folder.ts';
import { OnceAtATime } from '../../../platform/once-at-a-time.ts';
import type { ThumbSize } from '../../../shared/picture.ts';
import { decodeOrThrow } from '../../pictures/decode-picture.ts';
import type { PictureStore } from './picture-store.ts';
import type { StoredFile } from './stored-file.ts';
import { removedOnExit } from '../../../platform/on-exit.ts';

/** Pictures so small are shown with sharp pixels, and losses would be seen. */
const LOSSLESS_UP_TO = 128;

export class ThumbnailStore {
  readonly #store: PictureStore;
  readonly #folder: string;
  readonly #making = new OnceAtATime<Uint8Array>();

  constructor(store: PictureStore, dataFolder: string) {
    this.#store = store;
    this.#folder = dataFolderLayout(dataFolder).cache.thumbnails;
  }

  /** @returns WebP. @throws {TrilemmaError} `file` where the picture cannot be read or decoded. */
  async get(file: StoredFile, size: ThumbSize): Promise<Uint8Array> {
    const path = this.#pathOf(file, size);
    const cached = await readFile(path).catch(() => undefined);
    return cached ?? this.#making.run(path, () => this.#make(file, size, path));
  }

  async remove(file: StoredFile, sizes: readonly ThumbSize[]): Promise<void> {
    await Promise.all(sizes.map((size) => rm(this.#pathOf(file, size), { force: true })));
  }

  #pathOf({ fileSha256 }: StoredFile, size: ThumbSize): string {
    return join(this.#folder, fileSha256.slice(0, 2), `${fileSha256}-${size}.webp`);
  }

  async #make(file: StoredFile, size: ThumbSize, path: string): Promise<Uint8Array> {
    const failure = `${this.#store.pathOf(file)} cannot be shown`;
    const { output } = await decodeOrThrow(this.#store.read(file), failure, {
      fit: { kind: 'inside', side: size, enlarge: false },
      output: { kind: 'webp', losslessUpTo: LOSSLESS_UP_TO, quality: 85, effort: 1, tags: undefined },
    });
    const { bytes } = output;
    // A cache that cannot be written is no cache, and no failure.
    await this.#keep(path, bytes).catch(() => undefined);
    return bytes;
  }

  async #keep(path: string, bytes: Uint8Array): Promise<void> {
    await makeFolder(dirname(path));
    const temporary = `${path}.${randomUUID()}.tmp`;
    using _unfinished = removedOnExit(temporary);
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  }
}
