/** The requests about fine-tuning. */
import type { Pixels } from '../picture.ts';
import type {
  Crop,
  DataReport,
  TrainingEstimate,
  TrainingMetrics,
  TrainingRun,
  TrainingSpec,
} from '../training.ts';
import type { None, Request } from './request.ts';

export interface TrainingRequests {
  /** Reads a folder of pictures as a run would, and shows some of the crops. */
  'training.inspect': Request<
    { readonly folder: string; readonly side: number; readonly crop: Crop },
    { readonly report: DataReport; readonly crops: readonly Pixels[] },
    { readonly done: number; readonly total: number }
  >;
  /** Measures two warm-up steps. */
  'training.estimate': Request<TrainingSpec, TrainingEstimate>;
  /** @returns the new run's id. One run computes at a time; others wait. */
  'training.start': Request<TrainingSpec, { readonly id: string }>;
  /** The newest first. */
  'training.list': Request<None, readonly TrainingRun[]>;
  'training.metrics': Request<
    { readonly id: string; readonly afterStep: number },
    readonly TrainingMetrics[]
  >;
  'training.pause': Request<{ readonly id: string }, null>;
  'training.resume': Request<{ readonly id: string }, null>;
  /** Ends the run; what it has learned stays. */
  'training.stop': Request<{ readonly id: string }, null>;
  /** A new run from a checkpoint of this one. */
  'training.branch': Request<
    { readonly id: string; readonly step: number; readonly spec: TrainingSpec },
    { readonly id: string }
  >;
  /** Puts a checkpoint into the model library. @returns the model's name. */
  'training.keep': Request<
    { readonly id: string; readonly step: number; readonly name: string },
    { readonly model: string }
  >;
  /** Moves the run's folder to the trash of the data folder. */
  'training.remove': Request<{ readonly id: string }, null>;
}
