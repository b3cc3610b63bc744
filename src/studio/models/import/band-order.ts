/** The order of a checkpoint's wavelet bands, where no tensor and no statement tells it: by its pictures. */
import { decideSteps } from '../../../core/checkpoint/networks/steps.ts';
import type { StatedConfig } from '../../../core/checkpoint/networks/stated-config.ts';
import { knownBandOrder } from '../../../core/checkpoint/networks/wavelet.ts';
import { widthFirstScore } from '../../../core/ddgan/band-order.ts';
import { type CoefficientShape, coefficientsOf, picturesOf } from '../../../core/ddgan/coefficients.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import {
  BAND_ORDERS,
  type BandOrder,
  type GeneratorConfig,
  type WaveletConfig,
} from '../../../shared/models/architecture.ts';
import type { NetworkPicture } from '../../pictures/pixels.ts';
import type { DrawPictures, WantedPictures } from './draw-pictures.ts';

/** A generator as it would be with one of the orders. */
export interface OrderCandidate {
  readonly order: BandOrder;
  readonly architecture: GeneratorConfig & { readonly wavelet: WaveletConfig };
  /** T, which two published checkpoints have by their order. */
  readonly steps: number;
}

/** What the checkpoint states and what the user says. */
interface KnownFacts {
  readonly stated: StatedConfig;
  readonly asked: { readonly bandOrder?: BandOrder | undefined; readonly steps?: number | undefined };
}

interface Decided {
  readonly architecture: GeneratorConfig;
  /** Sentences on where the order was taken from, if it is worth saying. */
  readonly notes: readonly string[];
}

/**
 * A generator in the order of its bands: an order that nobody knows would cross all edges, which no error tells.
 *
 * @param shape of any family; in the wavelet family, its order is a guess where nothing states one
 * @throws TrilemmaError `band-order-unknown` where only the user can know it; as {@link orderCandidates} and
 * {@link orderInPictures}.
 */
export async function decideBandOrder(
  shape: GeneratorConfig,
  known: KnownFacts,
  draw: DrawPictures | undefined,
): Promise<Decided> {
  const { stated, asked } = known;
  if (shape.wavelet === undefined) {
    if (asked.bandOrder !== undefined) throw notOfTheFamily();
    return { architecture: shape, notes: [] };
  }
  if (knownBandOrder(shape, stated, asked.bandOrder) !== undefined) return { architecture: shape, notes: [] };
  const candidates = orderCandidates(shape, known);
  const order = draw && (await orderInPictures(candidates, draw));
  const chosen = candidates.find((candidate) => candidate.order === order);
  if (chosen === undefined) {
    throw new TrilemmaError(
      'band-order-unknown',
      'Neither the checkpoint nor the pictures that it draws tell in which order its wavelet bands are: width_first (CelebA-HQ 256 and 1024) or height_first (LSUN Church, and most others). Give it with --wavelet-order: pictures made in the wrong order have crossed edges.',
    );
  }
  const note = `The order of its wavelet bands, ${chosen.order}, was taken from the pictures that it draws.`;
  return { architecture: chosen.architecture, notes: [note] };
}

/**
 * What a generator of the wavelet family may be, whose order of bands nobody knows.
 *
 * @throws TrilemmaError `steps-unknown` where T must be given first: without it no picture can be drawn; `usage` for
 * other families.
 */
export function orderCandidates(
  { wavelet, ...shape }: GeneratorConfig,
  { stated, asked }: KnownFacts,
): readonly OrderCandidate[] {
  if (wavelet === undefined) throw notOfTheFamily();
  return BAND_ORDERS.map((bandOrder) => {
    const architecture = { ...shape, wavelet: { ...wavelet, bandOrder } };
    const decided = decideSteps(architecture, { stated: stated.numTimesteps, asked: asked.steps, bandOrder });
    if (decided.kind === 'undecided') throw new TrilemmaError('steps-unknown', decided.message);
    return { order: bandOrder, architecture, steps: decided.steps };
  });
}

function notOfTheFamily(): TrilemmaError {
  return new TrilemmaError(
    'usage',
    'The checkpoint is not of the wavelet family, and has no order of bands.',
  );
}

const PICTURES = 8;

/** Photographs score 0.4 to 2 either way; noise, and what untrained networks draw, within 0.3 of 0. */
const SURE = 0.4;

/**
 * The order that shows in pictures. Where T goes by the order, the pictures of either T may tell.
 *
 * @returns undefined where the pictures do not tell, or none could be drawn.
 * @throws TrilemmaError `cancelled`
 */
async function orderInPictures(
  candidates: readonly OrderCandidate[],
  draw: DrawPictures,
): Promise<BandOrder | undefined> {
  const side = candidates[0]!.architecture.imageSize / 2;
  for (const steps of new Set(candidates.map((candidate) => candidate.steps))) {
    const drawn = await unlessTheyFail(drawCoefficients(candidates, { steps, count: PICTURES }, draw));
    const scores = drawn.map((coefficients) => widthFirstScore(coefficients, side));
    const score = scores.reduce((sum, one) => sum + one, 0) / PICTURES;
    if (Math.abs(score) >= SURE) return score > 0 ? 'width_first' : 'height_first';
  }
  return undefined;
}

export interface PictureInOrder {
  readonly order: BandOrder;
  readonly picture: NetworkPicture;
}

/** One picture in each order, of the same latents. */
export async function pictureInEachOrder(
  candidates: readonly OrderCandidate[],
  draw: DrawPictures,
): Promise<readonly PictureInOrder[]> {
  const pictures: PictureInOrder[] = [];
  for (const { order, architecture, steps } of candidates) {
    const [coefficients] = await drawCoefficients(candidates, { steps, count: 1 }, draw);
    const data = picturesOf(coefficients!, shapeOf(architecture));
    const { numChannels: channels, imageSize: side } = architecture;
    pictures.push({ order, picture: { channels, height: side, width: side, data } });
  }
  return pictures;
}

/** Always as the first candidate, so that one network is loaded: it does not see in which order its bands are shown. */
async function drawCoefficients(
  [first]: readonly OrderCandidate[],
  wanted: Omit<WantedPictures, 'architecture'>,
  draw: DrawPictures,
): Promise<readonly Float32Array[]> {
  const { architecture } = first!;
  const pictures = await draw({ architecture, ...wanted });
  return pictures.map((picture) => coefficientsOf(picture, shapeOf(architecture)));
}

function shapeOf({ imageSize, numChannels, wavelet }: OrderCandidate['architecture']): CoefficientShape {
  return { colours: numChannels, side: imageSize, order: wavelet.bandOrder };
}

/** Weights that are no numbers, or a machine too small: the import itself reports these better. */
async function unlessTheyFail<T>(drawing: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await drawing;
  } catch (error) {
    if (error instanceof TrilemmaError && error.code !== 'cancelled') return [];
    throw error;
  }
}
