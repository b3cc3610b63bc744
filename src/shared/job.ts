/** Work that takes its time: it waits in a queue, reports its progress, and outlives a crash. */
import type { BandOrder } from './models/architecture.ts';
import type { Device, DeviceChoice } from './device.ts';
import type { ErrorCode } from './errors.ts';
import type { FilmTarget } from './path/film.ts';
import type { RefusedFile } from './gallery/gallery.ts';
import type { ExportedItems, ExportTarget } from './gallery/gallery-export.ts';
import type { LatentPath } from './path/latent-path.ts';
import type { QualityReport } from './quality.ts';
import type { LatentRecipe } from './recipe/recipe.ts';

/** All that a job needs to begin, and to begin again. */
export type JobSpec =
  | {
      readonly kind: 'generate';
      /** Name of the model. */
      readonly model: string;
      /** Denoising steps T. */
      readonly steps: number;
      readonly device: Device;
      readonly pictures: readonly LatentRecipe[];
    }
  | {
      readonly kind: 'import-model';
      /** Absolute path of the checkpoint. */
      readonly path: string;
      readonly name?: string | undefined;
      /** T, where the checkpoint does not say. */
      readonly steps?: number | undefined;
      /** Side of the picture in pixels, where the checkpoint does not say. */
      readonly imageSize?: number | undefined;
      /** Order of the bands of a model of the wavelet family, where the checkpoint does not say. */
      readonly bandOrder?: BandOrder | undefined;
      /** `ema`, `raw` or the place of a copy in the file, where the file holds several. */
      readonly weights?: string | undefined;
    }
  | {
      readonly kind: 'export-model';
      readonly model: string;
      readonly format: ExportFormat;
      /** Absolute path of the file to write. */
      readonly path: string;
    }
  | { readonly kind: 'benchmark'; readonly model: string; readonly device: Device }
  | {
      readonly kind: 'measure-quality';
      readonly model: string;
      /** Absolute path of a folder of photographs. */
      readonly data: string;
      /** Absolute path of the Inception network of FID tools. */
      readonly inception?: string | undefined;
      /** How many pictures are made. */
      readonly pictures: number;
      readonly device: Device;
    }
  | { readonly kind: 'export-gallery'; readonly items: ExportedItems; readonly target: ExportTarget }
  | {
      readonly kind: 'import-gallery';
      /** Absolute path of a folder, a zip, a `manifest.json` or `metadata.jsonl`, or an exported page. */
      readonly path: string;
    }
  | {
      readonly kind: 'render-film';
      readonly path: LatentPath;
      readonly device: Device;
      readonly target: FilmTarget;
    };

export type JobKind = JobSpec['kind'];

export type ImportSpec = Extract<JobSpec, { readonly kind: 'import-model' }>;

/** `onnx`: one file that other programs run; `safetensors`: the weights as the studio keeps them. */
export const EXPORT_FORMATS = ['safetensors', 'onnx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export type JobResult =
  | { readonly kind: 'generate'; readonly device: DeviceChoice }
  /** `added` is false where the library had these weights already, as `model`. */
  | {
      readonly kind: 'import-model';
      readonly model: string;
      readonly added: boolean;
      /** Which weights were taken and why, and what was left out or ignored, in sentences. */
      readonly notes: readonly string[];
    }
  | {
      readonly kind: 'export-model';
      readonly path: string;
      readonly bytes: number;
      /** What of the model is not in the file, in sentences. */
      readonly notes: readonly string[];
    }
  | ({ readonly kind: 'benchmark' } & BenchmarkFigures)
  | ({ readonly kind: 'measure-quality' } & QualityReport)
  | ({ readonly kind: 'export-gallery' } & GalleryExport)
  | ({ readonly kind: 'import-gallery' } & GalleryImport)
  | { readonly kind: 'render-film'; readonly path: string; readonly frames: number; readonly bytes: number };

export interface GalleryExport {
  readonly path: string;
  readonly pictures: number;
  readonly bytes: number;
  /** Sentences on faults, such as a picture whose file is missing. */
  readonly notes: readonly string[];
}

export interface GalleryImport {
  readonly added: number;
  /** Pictures that were there already, and took on what the import knows of them. */
  readonly updated: number;
  /** The first of them. */
  readonly refused: readonly RefusedFile[];
  readonly refusedCount: number;
}

/** How fast a model is on a device. */
export interface BenchmarkFigures {
  readonly provider: string;
  readonly runtime: string;
  /** Median seconds of one picture and denoising step. */
  readonly secondsPerImageStep: number;
  readonly gflops: number;
  /** Share of the machine's best convolution rate that the model reaches. */
  readonly boundShare: number;
  /** Seconds to build and load the graph. */
  readonly loadSeconds: number;
}

/** Units of the progress of jobs. */
export const JOB_UNITS = ['steps', 'bytes', 'runs', 'pictures', 'frames'] as const;

export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: (typeof JOB_UNITS)[number];
  /** Estimate from the rate so far; null while there is none. */
  readonly secondsLeft: number | null;
}

export type JobState =
  | { readonly status: 'queued' }
  | { readonly status: 'running'; readonly progress: JobProgress | null }
  | { readonly status: 'paused'; readonly progress: JobProgress | null }
  | { readonly status: 'done'; readonly result: JobResult }
  | { readonly status: 'failed'; readonly code: ErrorCode; readonly message: string }
  | { readonly status: 'cancelled' };

export interface Job {
  readonly id: string;
  readonly spec: JobSpec;
  readonly state: JobState;
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number;
}

/** True if the job has ended, so that nothing more comes of it unless it is retried. */
export function isSettled({ state }: Job): boolean {
  return state.status === 'done' || state.status === 'failed' || state.status === 'cancelled';
}
