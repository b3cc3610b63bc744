import { inferGenerator } from '../../../core/checkpoint/networks/architecture.ts';
import type { Checkpoint, TensorReader } from '../../../core/checkpoint/checkpoint.ts';
import { readDdganCheckpoint } from '../../../core/checkpoint/networks/ddgan-checkpoint.ts';
import type { DdganCheckpoint } from '../../../core/checkpoint/networks/ddgan-checkpoint.ts';
import { printable } from '../../../core/checkpoint/printable.ts';
import type { StatedConfig } from '../../../core/checkpoint/networks/stated-config.ts';
import { decideSteps } from '../../../core/checkpoint/networks/steps.ts';
import { knownBandOrder } from '../../../core/checkpoint/networks/wavelet.ts';
import type { BandOrder, GeneratorConfig } from '../../../shared/models/architecture.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { WeightsKind } from '../../../shared/models/model-card.ts';
import { leftoverNotes, placeText, weightNotes } from './weight-notes.ts';

/** A generator as the library keeps it. */
export interface FoundGenerator {
  /** Tensors under their names without `module.`. */
  readonly tensors: TensorReader;
  readonly architecture: GeneratorConfig;
  readonly steps: number;
  readonly weights: WeightsKind;
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
 * @throws TrilemmaError 'architecture' where there is none that can be used, or not the kind of weights that was asked
 * for; 'steps-unknown', 'size-unknown', 'band-order-unknown' or 'weights-unknown' where only the user can know it; 'usage' where what the user
 * says contradicts the checkpoint.
 */
export function findGenerator(checkpoint: Checkpoint, facts: CheckpointFacts): FoundGenerator {
  const found = readDdganCheckpoint(checkpoint, facts.weights);
  const { generator, place, otherPlaces, stated } = found;
  // A generator and nothing around it, which is how the average is published (docs/ddgan.md, section 2).
  const isBare = place === '' && otherPlaces.length === 0;
  if (!isBare) checkKind(found, facts.weights);
  const { imageSize, bandOrder } = facts;
  const architecture = inferGenerator(generator.tensors, { imageSize, bandOrder, stated });
  checkBandOrder(architecture, stated, bandOrder);
  const { numChannels } = architecture;
  if (numChannels !== 1 && numChannels !== 3) {
    throw new TrilemmaError(
      'architecture',
      `The checkpoint makes pictures of ${numChannels} channels; only colour (3) and grey (1) are supported.`,
    );
  }
  const decided = decideSteps(architecture, stated.numTimesteps, facts.steps);
  if (decided.kind === 'undecided') throw new TrilemmaError('steps-unknown', decided.message);
  return {
    tensors: generator,
    architecture,
    steps: decided.steps,
    weights: isBare ? (facts.weights === 'raw' ? 'raw' : 'ema') : found.weights,
    notes: isBare ? leftoverNotes(found) : [...weightNotes(found), ...leftoverNotes(found)],
    place,
    otherPlaces,
    ignored: found.leftovers,
  };
}

/** An order that nobody knows crosses all edges, which no error would tell. */
function checkBandOrder(
  architecture: GeneratorConfig,
  stated: StatedConfig,
  asked: BandOrder | undefined,
): void {
  if (architecture.wavelet === undefined) {
    if (asked === undefined) return;
    throw new TrilemmaError(
      'usage',
      'The checkpoint is not of the wavelet family, and has no order of bands.',
    );
  }
  if (knownBandOrder(architecture, stated, asked) !== undefined) return;
  throw new TrilemmaError(
    'band-order-unknown',
    'The checkpoint does not say in which order its wavelet bands are: width_first (CelebA-HQ 256 and 1024) or height_first (LSUN Church, and most others). Give it with --wavelet-order: pictures made in the wrong order have crossed edges.',
  );
}

function checkKind(found: DdganCheckpoint, wanted: string | undefined): void {
  if (wanted === 'ema' && found.weights !== 'ema') {
    const incomplete = found.incompleteAverages.map(printable).join(', ');
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
