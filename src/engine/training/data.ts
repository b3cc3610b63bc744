/** The pictures of a run: which of them a step sees follows from the seed and the step alone. */
import { open, type FileHandle } from 'node:fs/promises';
import type { Seed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { TrainingData } from './protocol.ts';

const CHANNELS = 3;

/** Shuffled epochs without end: every picture comes once before any comes again. */
export class PictureOrder {
  readonly #seed: Seed;
  readonly #pictures: number;
  #epoch: { readonly number: number; readonly order: Uint32Array } | undefined;

  constructor(seed: Seed, pictures: number) {
    this.#seed = seed;
    this.#pictures = pictures;
  }

  /** Number of the picture at a place of the endless order, from 0. */
  at(place: number): number {
    const number = Math.floor(place / this.#pictures);
    if (this.#epoch?.number !== number) this.#epoch = { number, order: this.#shuffled(number) };
    return this.#epoch.order[place % this.#pictures]!;
  }

  /** Fisher and Yates. */
  #shuffled(epoch: number): Uint32Array {
    const order = Uint32Array.from({ length: this.#pictures }, (_, i) => i);
    const draws = randomStream(this.#seed, 'train.order', epoch).uniforms(this.#pictures);
    for (let last = this.#pictures - 1; last > 0; last--) {
      const other = Math.floor(draws[last]! * (last + 1));
      [order[last], order[other]] = [order[other]!, order[last]!];
    }
    return order;
  }
}

/** Reads crops of a pack as networks take them. */
export class PictureReader implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #side: number;

  private constructor(file: FileHandle, path: string, side: number) {
    this.#file = file;
    this.#path = path;
    this.#side = side;
  }

  /** @throws {TrilemmaError} `data-gone` where the pack is not there, or is not whole. */
  static async open({ path, pictures }: TrainingData, side: number): Promise<PictureReader> {
    const file = await open(path, 'r').catch((cause: unknown) => {
      throw gone(path, cause);
    });
    const { size } = await file.stat();
    if (size === pictures * CHANNELS * side ** 2) return new PictureReader(file, path, side);
    await file.close();
    throw gone(path);
  }

  /**
   * @param mirrored which of them to turn left to right
   * @returns float32 [count, 3, side, side] in [-1, 1].
   */
  async read(numbers: readonly number[], mirrored: readonly boolean[]): Promise<Float32Array> {
    const area = this.#side ** 2;
    const batch = new Float32Array(numbers.length * CHANNELS * area);
    for (const [i, number] of numbers.entries()) {
      const rgb = await this.#crop(number);
      const at = i * CHANNELS * area;
      fillPlanes(rgb, batch.subarray(at, at + CHANNELS * area), this.#side, mirrored[i]!);
    }
    return batch;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }

  async #crop(number: number): Promise<Uint8Array> {
    const bytes = CHANNELS * this.#side ** 2;
    const { bytesRead, buffer } = await this.#file
      .read(new Uint8Array(bytes), 0, bytes, number * bytes)
      .catch((cause: unknown) => {
        throw gone(this.#path, cause);
      });
    if (bytesRead !== bytes) throw gone(this.#path);
    return buffer;
  }
}

function fillPlanes(rgb: Uint8Array, planes: Float32Array, side: number, mirrored: boolean): void {
  const area = side ** 2;
  for (let at = 0; at < area; at++) {
    const column = at % side;
    const from = CHANNELS * (mirrored ? at - column + side - 1 - column : at);
    for (let channel = 0; channel < CHANNELS; channel++) {
      planes[channel * area + at] = rgb[from + channel]! / 127.5 - 1;
    }
  }
}

function gone(path: string, cause?: unknown): TrilemmaError {
  return new TrilemmaError(
    'data-gone',
    `The pictures that the run learns from are gone from ${path}: have their folder in place, and resume.`,
    { cause },
  );
}
