/** Features of pictures by the Inception network in a checkpoint file. */
import type { Matrix } from 'ml-matrix';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { featureMatrix } from '../../core/measures/feature-set.ts';
import { inceptionGraph } from '../../core/measures/inception.ts';
import type { PictureSet } from '../../core/measures/sliced-wasserstein.ts';
import { openFileSource } from '../../platform/file-source.ts';
import type { Provider } from '../../shared/device.ts';
import { float32, Session } from '../runtime/runtime.ts';
import { type PictureFile, readPictures } from './picture-file.ts';

/** Pictures that are looked at together. */
const BATCH = 8;
const CHANNELS = 3;

export class InceptionFeatures implements AsyncDisposable {
  readonly #session: Session;
  readonly #side: number;

  private constructor(session: Session, side: number) {
    this.#session = session;
    this.#side = side;
  }

  /** @throws {TrilemmaError} what is wrong with the file; `device-unavailable`. */
  static async load(path: string, side: number, provider: Provider): Promise<InceptionFeatures> {
    using source = openFileSource(path);
    const graph = inceptionGraph(openCheckpoint(source), side);
    return new InceptionFeatures(await Session.load(graph, provider), side);
  }

  /**
   * @param numbers of the pictures, in the order of the rows
   * @param onPictures called after each batch with its number of pictures; what it throws ends the work.
   */
  async of(
    file: PictureFile,
    numbers: readonly number[],
    onPictures: (count: number) => Promise<void>,
  ): Promise<Matrix> {
    const parts: Float32Array[] = [];
    for (let first = 0; first < numbers.length; first += BATCH) {
      const some = numbers.slice(first, first + BATCH);
      const count = some.length;
      const pictures = planes(await readPictures(file, this.#side, some));
      const { features } = await this.#session.run({
        pictures: float32(pictures, count, CHANNELS, this.#side, this.#side),
      });
      parts.push(features!.data as Float32Array);
      await onPictures(count);
    }
    const channels = parts[0]!.length / Math.min(BATCH, numbers.length);
    return featureMatrix(parts, channels);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }
}

/** float32 [count, 3, side, side] in [-1, 1]. */
function planes({ rgb, side, count }: PictureSet): Float32Array {
  const area = side ** 2;
  const values = new Float32Array(rgb.length);
  for (let picture = 0; picture < count; picture++) {
    const from = picture * CHANNELS * area;
    for (let at = 0; at < area; at++) {
      for (let channel = 0; channel < CHANNELS; channel++) {
        values[from + channel * area + at] = rgb[from + CHANNELS * at + channel]! / 127.5 - 1;
      }
    }
  }
  return values;
}
