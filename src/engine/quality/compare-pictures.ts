/** Compares generated pictures with photographs, by every measure that there is. */
import type { Matrix } from 'ml-matrix';
import { frechetDistance } from '../../core/measures/frechet.ts';
import { kernelDistance } from '../../core/measures/kernel-distance.ts';
import { precisionRecall } from '../../core/measures/neighbours.ts';
import {
  DIRECTIONS,
  PATCH_SIZE,
  type ProjectRows,
  projectionGraph,
  slicedWassersteinDistance,
} from '../../core/measures/sliced-wasserstein.ts';
import { parseSeed } from '../../core/random/seed.ts';
import type { Provider } from '../../shared/device.ts';
import type { AgainstFloor, FeatureFigures, QualityFigures } from '../../shared/quality.ts';
import { chooseDevice } from '../devices.ts';
import type { MethodContext } from '../method-context.ts';
import type { ComparePicturesParams, ComparePicturesProgress } from '../protocol.ts';
import { float32, Session } from '../runtime/runtime.ts';
import { PictureOrder } from '../training/data.ts';
import { InceptionFeatures } from './inception-features.ts';
import { type PictureFile, readPictures } from './picture-file.ts';

/** Pictures of each set whose details are compared: twice as many take twice as long, and change little. */
const MOST_FOR_DETAILS = 500;
/** Work that is counted as so many pictures' features, for the progress. */
const DETAILS_AS_PICTURES = 100;

const SEED = parseSeed('1');

type Context = MethodContext<ComparePicturesProgress>;

/**
 * For the floors, photographs are drawn at random, and held against others as the generated pictures are.
 *
 * @throws {TrilemmaError} what is wrong with the Inception file; `data-gone`, `device-unavailable`, `cancelled`.
 */
export async function comparePictures(
  params: ComparePicturesParams,
  context: Context,
): Promise<QualityFigures> {
  const { generated, photographs, side, inception, device } = params;
  const { provider } = await chooseDevice(device);
  const pairs = Math.min(generated.count, Math.floor(photographs.count / 2));
  const ofFeatures = inception === undefined ? 0 : generated.count + photographs.count;
  const total = ofFeatures + 2 * DETAILS_AS_PICTURES;
  let done = 0;
  const advance = async (count: number) => {
    context.progress({ done: (done += count), total });
    await context.checkpoint();
  };
  await advance(0);
  // First, so that a wrong file is told of at once.
  await using network =
    inception === undefined ? undefined : await InceptionFeatures.load(inception, side, provider);
  const real = shuffled(photographs.count);
  const swd = await detailDistances(params, real, Math.min(pairs, MOST_FOR_DETAILS), provider, () =>
    advance(DETAILS_AS_PICTURES),
  );
  let features: FeatureFigures | null = null;
  if (network !== undefined) {
    const made = await network.of(generated, [...Array(generated.count).keys()], advance);
    features = await featureFigures(made, await network.of(photographs, real, advance), pairs, context);
  }
  return { pictures: generated.count, photographs: photographs.count, swd, features };
}

async function detailDistances(
  { generated, photographs, side }: ComparePicturesParams,
  real: readonly number[],
  count: number,
  provider: Provider,
  onDistance: () => Promise<void>,
): Promise<AgainstFloor> {
  await using session = await Session.load(projectionGraph(), provider);
  const project: ProjectRows = async (rows, directions) => {
    const { projections } = await session.run({
      rows: float32(rows, rows.length / PATCH_SIZE, PATCH_SIZE),
      directions: float32(directions, DIRECTIONS, PATCH_SIZE),
    });
    return projections!.data as Float32Array;
  };
  const others = await readPictures(photographs, side, real.slice(count, 2 * count));
  const distance = async (file: PictureFile, numbers: readonly number[]) => {
    const pictures = await readPictures(file, side, numbers);
    const result = await slicedWassersteinDistance(pictures, others, project, SEED);
    await onDistance();
    return result;
  };
  const value = await distance(generated, [...Array(count).keys()]);
  return { value, floor: await distance(photographs, real.slice(0, count)) };
}

function shuffled(count: number): readonly number[] {
  const order = new PictureOrder(SEED, count);
  return Array.from({ length: count }, (_, place) => order.at(place));
}

async function featureFigures(
  made: Matrix,
  real: Matrix,
  pairs: number,
  context: Context,
): Promise<FeatureFigures> {
  const [some, floor, others] = [
    rows(made, 0, pairs),
    rows(real, 0, pairs),
    rows(real, pairs, 2 * pairs),
  ] as const;
  const fid = frechetDistance(made, real);
  await context.checkpoint();
  const kid = { value: kernelDistance(some, others), floor: kernelDistance(floor, others) };
  await context.checkpoint();
  const [value, ofFloor] = [precisionRecall(some, others), precisionRecall(floor, others)];
  return {
    fid,
    kid,
    precision: { value: value.precision, floor: ofFloor.precision },
    recall: { value: value.recall, floor: ofFloor.recall },
  };
}

function rows(matrix: Matrix, first: number, end: number): Matrix {
  return matrix.subMatrix(first, end - 1, 0, matrix.columns - 1);
}
