/** Fine-tuning: runs, their settings, and what they report. */
import { number } from './counted.ts';
import type { Device } from './device.ts';
import type { ErrorCode } from './errors.ts';

/**
 * `style`: the mapping and the styles learn, so that colours and textures change; the quickest. `balanced`: all but the
 * mapping. `full`: everything.
 */
export const TRAINING_PRESETS = ['style', 'balanced', 'full'] as const;
export type TrainingPreset = (typeof TRAINING_PRESETS)[number];

/** Sizes of networks that can be trained from nothing. */
export const SCRATCH_CONFIGS = ['tiny-32', 'small-64', 'wavelet-64', 'wavelet-128'] as const;
export type ScratchConfig = (typeof SCRATCH_CONFIGS)[number];

export type TrainingBase =
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'scratch'; readonly config: ScratchConfig };

export const CROPS = ['centre', 'smart'] as const;
export type Crop = (typeof CROPS)[number];

export const AUGMENTATIONS = ['none', 'fixed', 'adaptive'] as const;
export type Augmentation = (typeof AUGMENTATIONS)[number];

export const GENERATOR_FREEZINGS = ['nothing', 'mapping', 'all-but-styles', 'low-resolutions'] as const;

export interface TrainingSettings {
  /** Steps of D and G, in all. */
  readonly steps: number;
  /** Pictures of one step: 1..4 or a multiple of 4, at most 64. */
  readonly batch: number;
  /** Batches whose gradients are summed before an update, from 1. */
  readonly accumulation: number;
  /** Learning rates of Adam at the start; they fall to a tenth along a half cosine. */
  readonly rateG: number;
  readonly rateD: number;
  /** Weight of R1, and every how many steps it is taken. */
  readonly r1Gamma: number;
  readonly r1Every: number;
  /** Decay of the generator's running average, 0..1. */
  readonly emaDecay: number;
  readonly freezeGenerator: (typeof GENERATOR_FREEZINGS)[number];
  /** First blocks of the discriminator that do not learn. */
  readonly freezeDiscriminator: number;
  readonly crop: Crop;
  readonly flips: boolean;
  readonly augmentation: Augmentation;
  /** Steps between checkpoints and between sample sheets. */
  readonly checkpointEvery: number;
  readonly sampleEvery: number;
  /** The last so many checkpoints are kept, and besides every so many-th. */
  readonly keepLast: number;
  readonly keepEvery: number;
  readonly seed: number;
  readonly device: Device;
}

export interface TrainingSpec {
  readonly name: string;
  readonly base: TrainingBase;
  /** Absolute path of the folder of pictures. */
  readonly data: string;
  readonly preset: TrainingPreset;
  readonly settings: TrainingSettings;
}

export type RefusedReason = 'broken' | 'tiny' | 'large' | 'duplicate' | 'unreadable' | 'format';

/** The content of a folder of training pictures. */
export interface DataReport {
  readonly folder: string;
  /** Pictures that can be trained on. */
  readonly pictures: number;
  readonly refused: Readonly<Record<RefusedReason, number>>;
  /** The first of the refused. */
  readonly examples: readonly {
    readonly file: string;
    readonly reason: RefusedReason;
    readonly message: string;
  }[];
  /** Files that are no pictures, by the ending of their names, such as `.txt`; null for the rarer ones together. */
  readonly others: readonly { readonly ending: string | null; readonly count: number }[];
  /** SHA-256 over the pictures as cropped, in order. */
  readonly sha256: string;
  /** Side of the crops in pixels. */
  readonly side: number;
}

export type PauseReason = 'user' | 'disk-full' | 'data-gone' | 'closed';

export type RunState =
  | { readonly status: 'queued' }
  | { readonly status: 'preparing'; readonly done: number; readonly total: number }
  | { readonly status: 'running'; readonly secondsLeft: number | null }
  | { readonly status: 'paused'; readonly reason: PauseReason; readonly message: string }
  | { readonly status: 'done' }
  | { readonly status: 'stopped' }
  | { readonly status: 'failed'; readonly code: ErrorCode; readonly message: string };

/** True if a run is computing, or waits in the queue to compute. */
export function isUnderWay({ status }: RunState): boolean {
  return status === 'queued' || status === 'preparing' || status === 'running';
}

/** Why the pictures of a run do not change at its beginning; see {@link TrainingRun.aloneSteps}. */
export function describeAloneSteps(steps: number): string {
  return `The base model has no discriminator: a new one is trained alone until step ${number.format(steps)}, and the samples do not change until then.`;
}

export interface TrainingRun {
  readonly id: string;
  readonly spec: TrainingSpec;
  readonly state: RunState;
  /** Null until the folder was read. */
  readonly data: DataReport | null;
  /** Steps done. */
  readonly step: number;
  /** Steps whose checkpoint is on disk, ascending. */
  readonly checkpoints: readonly number[];
  /** Steps that a sample sheet was made of, ascending; 0 is the base. */
  readonly samples: readonly number[];
  /** So many steps at the beginning, a new discriminator learns alone and pictures stay as they are; 0 without one. */
  readonly aloneSteps: number;
  /** Where the run branched off. */
  readonly parent: { readonly id: string; readonly step: number } | null;
  /** Sentences on corrections that the run made by itself, such as going back after a loss that was no number. */
  readonly notices: readonly string[];
  /** Side of the pictures, pixels, and T. */
  readonly imageSize: number;
  readonly denoisingSteps: number;
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number;
}

/** One step, or the mean of a few. */
export interface TrainingMetrics {
  readonly step: number;
  readonly lossReal: number;
  readonly lossFake: number;
  /** Null in steps without it. */
  readonly r1: number | null;
  readonly lossG: number;
  /** Means of D's logits. */
  readonly logitsReal: number;
  readonly logitsFake: number;
  readonly imagesPerSecond: number;
  readonly rateG: number;
  /** Probability of augmentation, 0..1. */
  readonly augmentation: number;
  /** Resident memory of the trainer's process. */
  readonly memoryBytes: number;
}

/** Estimated time and disk space of a run on this machine, from two warm-up steps. */
export interface TrainingEstimate {
  readonly secondsPerStep: number;
  /** All the steps. */
  readonly seconds: number;
  readonly memoryBytes: number;
  readonly freeBytes: number;
  readonly diskBytes: number;
  readonly freeDiskBytes: number;
  /** Why it would not fit and which setting would; null where it fits. */
  readonly refusal: string | null;
}

/** The settings of a preset. Steps are those of about an hour on two cores, at 64 pixels. */
export function presetSettings(preset: TrainingPreset): TrainingSettings {
  const shared = {
    batch: 8,
    accumulation: 1,
    r1Gamma: 0.1,
    r1Every: 10,
    freezeDiscriminator: 0,
    crop: 'centre',
    flips: true,
    augmentation: 'adaptive',
    checkpointEvery: 100,
    sampleEvery: 100,
    keepLast: 3,
    keepEvery: 10,
    seed: 1,
    device: 'auto',
  } as const;
  const own = {
    style: { steps: 1500, rateG: 4e-4, rateD: 2e-4, emaDecay: 0.99, freezeGenerator: 'all-but-styles' },
    balanced: { steps: 4000, rateG: 1.6e-4, rateD: 1e-4, emaDecay: 0.995, freezeGenerator: 'mapping' },
    full: { steps: 12_000, rateG: 1.6e-4, rateD: 1e-4, emaDecay: 0.999, freezeGenerator: 'nothing' },
  } as const;
  return { ...shared, ...own[preset] };
}
