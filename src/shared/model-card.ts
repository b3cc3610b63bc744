import type { GeneratorConfig } from './architecture.ts';

/** Which copy of the weights a model holds: the exponential moving average, or the last training step's. */
export type WeightsKind = 'ema' | 'raw';

/** What is known of a model; `model.json` beside its `model.safetensors`. */
export interface ModelCard {
  readonly version: 1;
  /** The folder's name, and what the command line calls the model: lower case, digits, `-`, `_`, `.`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** SHA-256 of `model.safetensors`, 64 lower-case hex digits. */
  readonly sha256: string;
  readonly architecture: GeneratorConfig;
  /** Denoising steps T that the model was trained for. */
  readonly steps: number;
  readonly weights: WeightsKind;
  /** Where the weights came from, in words: a file's name, or how they were trained. */
  readonly source: string;
  readonly license: string;
  /** More to know of a trained model: data, steps, quality, known faults. */
  readonly notes?: readonly string[];
}

/** Where a model in the library lives: shipped with the app, or added by the user. */
export type ModelOrigin = 'bundled' | 'imported';

export interface Model {
  readonly card: ModelCard;
  readonly origin: ModelOrigin;
  /** Absolute path of `model.safetensors`. */
  readonly path: string;
}
