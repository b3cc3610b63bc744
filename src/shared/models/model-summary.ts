import type { QualityReport } from '../quality.ts';
import type { ModelCard, ModelOrigin } from './model-card.ts';

/** A model of the library as an interface shows it. */
export interface ModelSummary {
  readonly card: ModelCard;
  readonly origin: ModelOrigin;
  /** Size of the weights file. */
  readonly bytes: number;
  readonly parameters: number;
  /** Multiply-adds of one picture and denoising step, in 10^9. */
  readonly gigaMacs: number;
  /** The last measure of its pictures; null where there was none. */
  readonly quality: QualityReport | null;
}

/** A model in the trash of the library. */
export interface RemovedModelSummary {
  /** Tells it from others of its name. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970, UTC. */
  readonly removedAt: number;
}
