/**
 * The pictures of a film while it is made, on the disk: each whole or absent, whenever the process ends. One file, with
 * a place for each picture: a checksum and its pixels as 8-bit RGB. What was torn, or was never written, has a checksum
 * that does not fit, and counts as absent.
 */
import { constants, type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { fileError } from '../../../platform/file-error.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { RgbPixels } from '../../../shared/picture.ts';

const CHECKSUM_BYTES = 4;

/** Pictures that were finished longer ago survive a power cut too. */
const SYNC_EVERY_MS = 1000;

export class FrameStore implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #side: number;
  readonly #present: Uint8Array;
  readonly #waiting = new Map<number, PromiseWithResolvers<null>>();
  #failure: { readonly error: unknown } | undefined;
  #syncedAt = performance.now();

  private constructor(path: string, file: FileHandle, count: number, side: number) {
    this.#path = path;
    this.#file = file;
    this.#side = side;
    this.#present = new Uint8Array(count);
  }

  /**
   * Takes up what is there.
   *
   * @param side of the square pictures, in pixels
   * @throws {TrilemmaError} `file` where it cannot be read or written.
   */
  static async open(path: string, count: number, side: number): Promise<FrameStore> {
    const file = await guarded(path, () => open(path, constants.O_RDWR | constants.O_CREAT));
    const store = new FrameStore(path, file, count, side);
    await guarded(path, () => store.#takeUp());
    return store;
  }

  /** Those that are not there yet, in order. */
  absent(): readonly number[] {
    return [...this.#present.keys()].filter((index) => this.#present[index] === 0);
  }

  /** @throws {TrilemmaError} `file` where it cannot be written. */
  async write(index: number, { data }: RgbPixels): Promise<void> {
    const place = new Uint8Array(this.#placeBytes);
    place.set(data, CHECKSUM_BYTES);
    new DataView(place.buffer).setUint32(0, checksum(index, data));
    await guarded(this.#path, async () => {
      await this.#file.write(place, 0, place.length, index * place.length);
      if (performance.now() - this.#syncedAt < SYNC_EVERY_MS) return;
      this.#syncedAt = performance.now();
      await this.#file.datasync();
    });
    this.#present[index] = 1;
    this.#waiting.get(index)?.resolve(null);
    this.#waiting.delete(index);
  }

  /** Waits until it is there. @throws what {@link fail} was called with, from then on. */
  async read(index: number): Promise<RgbPixels> {
    await this.#there(index);
    const place = Buffer.alloc(this.#placeBytes);
    await guarded(this.#path, () => this.#file.read(place, 0, place.length, index * place.length));
    const data = place.subarray(CHECKSUM_BYTES);
    if (place.readUInt32BE() !== checksum(index, data)) {
      throw new TrilemmaError('file', `${this.#path} was changed by another program.`);
    }
    return { width: this.#side, height: this.#side, data };
  }

  /** Nothing more will come: ends those who wait. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const waiting of this.#waiting.values()) waiting.reject(this.#failure.error);
    this.#waiting.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }

  get #placeBytes(): number {
    return CHECKSUM_BYTES + 3 * this.#side ** 2;
  }

  async #there(index: number): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#present[index] === 1) return;
    let waiting = this.#waiting.get(index);
    if (waiting === undefined) {
      waiting = Promise.withResolvers();
      this.#waiting.set(index, waiting);
    }
    await waiting.promise;
  }

  async #takeUp(): Promise<void> {
    const { size } = await this.#file.stat();
    const place = Buffer.alloc(this.#placeBytes);
    for (const index of this.#present.keys()) {
      const position = index * place.length;
      if (position + place.length > size) return;
      await this.#file.read(place, 0, place.length, position);
      const fits = place.readUInt32BE() === checksum(index, place.subarray(CHECKSUM_BYTES));
      this.#present[index] = Number(fits);
    }
  }
}

/** Covers the index too, so that zeros, which a file system shows where nothing was written, do not match. */
function checksum(index: number, data: Uint8Array): number {
  return crc32(data, crc32(`picture ${index}`));
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw fileError(`${path} cannot be used`, cause);
  }
}
