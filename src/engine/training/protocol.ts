/** Messages between the studio and the process that trains. Plain data, structured-cloneable. */
import type { DiscriminatorConfig, GeneratorConfig } from '../../shared/models/architecture.ts';
import type { DeviceChoice } from '../../shared/device.ts';
import type { TrainingMetrics, TrainingSettings } from '../../shared/training.ts';

/** Where weights are at step 0. */
type TrainingStart =
  | {
      readonly kind: 'model';
      /** File of the generator. */
      readonly path: string;
      /** File of the discriminator that belongs to it; null draws a new one. */
      readonly discriminator: string | null;
    }
  | { readonly kind: 'scratch' };

/** A new discriminator learns alone for so many steps at most, and for no more than this part of the run. */
const MOST_ALONE_STEPS = 150;
const ALONE_PART = 10;

/**
 * How many steps of a run the generator waits for at the beginning: a trained one would only unlearn from a
 * discriminator that knows nothing yet.
 */
export function aloneSteps(start: TrainingStart, steps: number): number {
  const isNew = start.kind === 'model' && start.discriminator === null;
  return isNew ? Math.min(MOST_ALONE_STEPS, Math.ceil(steps / ALONE_PART)) : 0;
}

/** All that decides a run, but for its pictures. */
export interface TrainingPlan {
  readonly start: TrainingStart;
  readonly generator: GeneratorConfig;
  readonly discriminator: DiscriminatorConfig;
  /** T. */
  readonly denoisingSteps: number;
  readonly settings: TrainingSettings;
}

/** Crops in a file, one after the other: 3 side side bytes of RGB each, row by row. */
export interface TrainingData {
  readonly path: string;
  readonly pictures: number;
}

export interface TrainParams {
  readonly plan: TrainingPlan;
  readonly data: TrainingData;
  /** A checkpoint to go on from; null begins. */
  readonly resume: string | null;
  /** Where checkpoints are written to, under names that nothing else uses. */
  readonly folder: string;
  /** Factor of the learning rates: less than 1 after a divergence. */
  readonly rateFactor: number;
  /** Gives way to everything else on the machine. */
  readonly inBackground: boolean;
}

export type TrainProgress =
  | { readonly kind: 'step'; readonly metrics: TrainingMetrics }
  /** Pictures of fixed latents, float32 [channels, side, side] in [-1, 1]. */
  | { readonly kind: 'samples'; readonly step: number; readonly pictures: readonly Float32Array[] }
  /** A whole checkpoint, on the disk, that waits for its name. */
  | { readonly kind: 'checkpoint'; readonly step: number; readonly path: string };

export interface TrainResult extends DeviceChoice {
  /** `paused` by a cancel, after a checkpoint; `diverged` without one. */
  readonly end: 'done' | 'paused' | 'diverged';
  /** Steps done. */
  readonly step: number;
}

export interface TrainingMeasure extends DeviceChoice {
  /** 0 where the run does not fit the memory. */
  readonly secondsPerStep: number;
  readonly memoryBytes: number;
  readonly freeBytes: number;
  /** Size of one checkpoint. */
  readonly checkpointBytes: number;
  /** Why it does not fit the memory, and which setting would; null where it fits. */
  readonly refusal: string | null;
}
