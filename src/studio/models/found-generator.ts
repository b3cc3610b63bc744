import { inferGenerator } from '../../core/checkpoint/architecture.ts';
import type { Checkpoint, TensorReader } from '../../core/checkpoint/checkpoint.ts';
import { readDdganCheckpoint } from '../../core/checkpoint/ddgan-checkpoint.ts';
import { stepsOf } from '../../core/checkpoint/steps.ts';
import type { GeneratorConfig } from '../../shared/architecture.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { WeightsKind } from '../../shared/model-card.ts';

/** A generator as the library keeps it. */
export interface FoundGenerator {
  /** Tensors under their names without `module.`. */
  readonly tensors: TensorReader;
  readonly architecture: GeneratorConfig;
  readonly steps: number;
  readonly weights: WeightsKind;
}

/** What the user knows of a checkpoint, where it does not say it itself. */
export interface CheckpointFacts {
  /** Denoising steps T. */
  readonly steps?: number | undefined;
  /** Side of the pictures in pixels. */
  readonly imageSize?: number | undefined;
  /** Which copy to take: without it the average, or else the file's only copy. */
  readonly weights?: WeightsKind | undefined;
}

/**
 * The generator of a checkpoint, and what a card says of it.
 *
 * @throws TrilemmaError 'architecture' where there is none that can be used, or no average that was asked for;
 * 'steps-unknown' or 'size-unknown' where only the user can know it; 'usage' where what the user says contradicts
 * the checkpoint.
 */
export function findGenerator(checkpoint: Checkpoint, facts: CheckpointFacts): FoundGenerator {
  const { generator, weights, hasEma, stated } = readDdganCheckpoint(checkpoint, facts.weights);
  const isBare = isBareStateDict(checkpoint);
  if (facts.weights === 'ema' && !hasEma && !isBare) {
    throw new TrilemmaError(
      'architecture',
      'The checkpoint holds no complete average (EMA) of its weights: import it with the raw ones.',
    );
  }
  const architecture = inferGenerator(generator.tensors, { imageSize: facts.imageSize, stated });
  const { numChannels } = architecture;
  if (numChannels !== 1 && numChannels !== 3) {
    throw new TrilemmaError(
      'architecture',
      `The checkpoint makes pictures of ${numChannels} channels; only colour (3) and grey (1) are supported.`,
    );
  }
  const decided = stepsOf(architecture, stated.numTimesteps, facts.steps);
  if (decided.kind === 'undecided') throw new TrilemmaError('steps-unknown', decided.message);
  return {
    tensors: generator,
    architecture,
    steps: decided.steps,
    weights: isBare ? (facts.weights ?? 'ema') : weights,
  };
}

/** A generator and nothing around it, which is how the average is published (contract part 2). */
function isBareStateDict({ tensors }: Checkpoint): boolean {
  return tensors.has('all_modules.0.weight') || tensors.has('module.all_modules.0.weight');
}
