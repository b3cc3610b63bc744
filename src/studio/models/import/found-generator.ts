import { inferGenerator } from '../../../core/checkpoint/networks/architecture.ts';
import type { Checkpoint, TensorReader } from '../../../core/checkpoint/checkpoint.ts';
import { readDdganCheckpoint } from '../../../core/checkpoint/networks/ddgan-checkpoint.ts';
import type { DdganCheckpoint } from '../../../core/checkpoint/networks/ddgan-checkpoint.ts';
import { openCheckpoint } from '../../../core/checkpoint/open.ts';
import { printable } from '../../../core/checkpoint/printable.ts';
import { decideSteps } from '../../../core/checkpoint/networks/steps.ts';
import type { BandOrder, GeneratorConfig } from '../../../shared/models/architecture.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { listed } from '../../../shared/listed.ts';
import type { WeightsKind } from '../../../shared/models/model-card.ts';
import { openFileSource } from '../../../platform/file-source.ts';
import { type Discriminator, usableDiscriminator } from '../discriminator-file.ts';
import { decideBandOrder, orderCandidates } from './band-order.ts';
import type { OrderCandidate } from './band-order.ts';
import type { DrawPictures } from './draw-pictures.ts';
import { discriminatorNotes, doubtNotes, leftoverNotes, placeText, weightNotes } from './weight-notes.ts';

/** A generator as the library keeps it. */
export interface FoundGenerator {
  /** Tensors under their names without `module.`. */
  readonly tensors: TensorReader;
  readonly architecture: GeneratorConfig;
  readonly steps: number;
  readonly weights: WeightsKind;
  /** What it learnt against, where the file has it. */
  readonly discriminator: Discriminator | undefined;
  /** Sentences that explain the choice of these weights to the user. */
  readonly notes: readonly string[];
  /** Where in the file these weights are; empty for a bare state dict. */
  readonly place: string;
  /** Where other whole copies are. */
  readonly otherPlaces: readonly string[];
  /** Counters of profilers and averagers that are not taken along: names in the file. */
  readonly ignored: readonly string[];
}

/** Facts on a checkpoint that the user gives, where the file does not hold them. */
export interface CheckpointFacts {
  /** Denoising steps T. */
  readonly steps?: number | undefined;
  /** Side of the pictures in pixels. */
  readonly imageSize?: number | undefined;
  /** Order of the bands of a generator of the wavelet family. */
  readonly bandOrder?: BandOrder | undefined;
  /** Which copy to take, `ema`, `raw` or its place: without it the average, or else the file's only copy. */
  readonly weights?: string | undefined;
}

/**
 * The generator of a checkpoint, and what a card says of it.
 *
 * @param draw to see the order of wavelet bands in pictures, where nothing else tells it
 * @throws TrilemmaError 'architecture' where there is none that can be used, or not the kind of weights that was asked
 * for; 'steps-unknown', 'size-unknown', 'band-order-unknown' or 'weights-unknown' where only the user can know it;
 * 'usage' where what the user says contradicts the checkpoint; 'cancelled' where drawing was.
 */
export async function findGenerator(
  checkpoint: Checkpoint,
  facts: CheckpointFacts,
  draw?: DrawPictures,
): Promise<FoundGenerator> {
  const found = readDdganCheckpoint(checkpoint, facts.weights);
  const { generator, place, otherPlaces, stated } = found;
  // A generator and nothing around it, which is how the average is published (docs/ddgan.md, section 2).
  const isBare = place === '' && otherPlaces.length === 0;
  if (!isBare) checkKind(found, facts.weights);
  const shape = shapeOf(found, facts);
  const { architecture, notes } = await decideBandOrder(shape, { stated, asked: facts }, draw);
  const { wavelet } = architecture;
  const decided = decideSteps(architecture, {
    stated: stated.numTimesteps,
    asked: facts.steps,
    bandOrder: wavelet?.bandOrder,
  });
  if (decided.kind === 'undecided') throw new TrilemmaError('steps-unknown', decided.message);
  const discriminator = usableDiscriminator(found, architecture);
  return {
    tensors: generator,
    architecture,
    steps: decided.steps,
    weights: isBare ? (facts.weights === 'raw' ? 'raw' : 'ema') : found.weights,
    discriminator,
    notes: [
      ...(isBare ? [] : weightNotes(found)),
      ...doubtNotes(found),
      ...leftoverNotes(found),
      ...discriminatorNotes(found, discriminator !== undefined),
      ...notes,
    ],
    place,
    otherPlaces,
    ignored: found.leftovers,
  };
}

/**
 * What a checkpoint may be whose order of bands nobody knows.
 *
 * @throws TrilemmaError as {@link findGenerator}; 'file' where it cannot be read.
 */
export function readOrderCandidates(path: string, facts: CheckpointFacts): readonly OrderCandidate[] {
  using file = openFileSource(path);
  const found = readDdganCheckpoint(openCheckpoint(file), facts.weights);
  return orderCandidates(shapeOf(found, facts), { stated: found.stated, asked: facts });
}

function shapeOf({ generator, stated }: DdganCheckpoint, facts: CheckpointFacts): GeneratorConfig {
  const { imageSize, bandOrder } = facts;
  const shape = inferGenerator(generator.tensors, { imageSize, bandOrder, stated });
  const { numChannels } = shape;
  if (numChannels !== 1 && numChannels !== 3) {
    throw new TrilemmaError(
      'architecture',
      `The checkpoint makes pictures of ${numChannels} channels; only colour (3) and grey (1) are supported.`,
    );
  }
  return shape;
}

function checkKind(found: DdganCheckpoint, wanted: string | undefined): void {
  if (wanted === 'ema' && found.weights !== 'ema') {
    const incomplete = listed(found.incompleteAverages.map(printable));
    const why = incomplete === '' ? '' : ` (${incomplete} is not a whole one of this generator)`;
    throw new TrilemmaError(
      'architecture',
      `The checkpoint holds no complete average (EMA) of its weights${why}: import it with the raw ones.`,
    );
  }
  if (wanted === 'raw' && found.weights !== 'raw') {
    throw new TrilemmaError(
      'architecture',
      `The checkpoint holds the average (EMA) of the weights alone, ${placeText(found.place)}: import that one.`,
    );
  }
}
