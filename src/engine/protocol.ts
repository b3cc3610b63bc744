/** Messages between the engine's client, its process and its sampler thread. Plain data, structured-cloneable. */
import type { TrainingConfig } from '../core/ddgan/training-step/training-step.ts';
import type { PrincipalDirections } from '../core/latent/principal-directions.ts';
import type { DiscriminatorConfig, GeneratorConfig } from '../shared/models/architecture.ts';
import type { Device, DeviceChoice } from '../shared/device.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { WeightsKind } from '../shared/models/model-card.ts';
import type { QualityFigures } from '../shared/quality.ts';
import type { LatentRecipe } from '../shared/recipe/recipe.ts';
import type { PictureFile } from './quality/picture-file.ts';
import type {
  TrainingMeasure,
  TrainingPlan,
  TrainParams,
  TrainProgress,
  TrainResult,
} from './training/protocol.ts';

/** A model's weights on disk. */
export interface ModelFile {
  readonly path: string;
  readonly architecture: GeneratorConfig;
  /** Which copy of the weights, where the file has several: the average without this. */
  readonly weights?: string;
  /** Another model's weights, where those of the pictures are between the two. */
  readonly towards?: string;
}

export interface SampleParams {
  readonly model: ModelFile;
  readonly device: Device;
  /** Denoising steps T. */
  readonly steps: number;
  /** Valid for this number of steps. Each says how far its weights are, where the model has others to go towards. */
  readonly recipes: readonly LatentRecipe[];
  /** Pictures computed together; left out, as many as fit the memory. It does not change the pictures. */
  readonly batch?: number;
  /** Adds the prediction of x_0 to progress. */
  readonly previews?: boolean;
}

/** Pictures are float32 [channels, side, side] in [-1, 1]. */
export type SampleProgress =
  /** Comes first. */
  | { readonly kind: 'device'; readonly choice: DeviceChoice }
  | {
      readonly kind: 'step';
      /** Index of the batch's first picture. */
      readonly first: number;
      readonly count: number;
      /** Steps of this batch that are done, 1..T. */
      readonly step: number;
      readonly steps: number;
      readonly x_0?: readonly Float32Array[];
    }
  | { readonly kind: 'pictures'; readonly first: number; readonly pictures: readonly Float32Array[] };

interface SampleResult extends DeviceChoice {
  readonly batch: number;
}

export interface TensorMessage {
  readonly type: 'float32' | 'int64';
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** A network whose weights lie in a checkpoint of any supported format. */
export type Network =
  | {
      readonly kind: 'generator';
      readonly config: GeneratorConfig;
      /** Which copy, where the checkpoint has both; `ema` falls back on the only one. */
      readonly weights: WeightsKind;
    }
  | { readonly kind: 'discriminator'; readonly config: DiscriminatorConfig };

export interface EvaluateParams {
  readonly network: Network;
  readonly checkpoint: string;
  readonly device: Device;
  readonly inputs: Readonly<Record<string, TensorMessage>>;
}

/** One training step, on parameters, moments and draws that are all given. */
interface TrainingStepParams {
  readonly half: 'discriminator' | 'generator';
  readonly config: TrainingConfig;
  /** Weight of R1 in the discriminator's step, which has none without it. */
  readonly r1Gamma?: number;
  readonly device: Device;
  /** By the names of the step's graph. */
  readonly inputs: Readonly<Record<string, TensorMessage>>;
}

export interface PrincipalDirectionsParams {
  readonly model: ModelFile;
  readonly device: Device;
  /** How many w are looked at, from 2. */
  readonly draws: number;
  /** How many components are wanted, at most zEmbDim. */
  readonly count: number;
}

export interface BenchmarkParams {
  /** Weights come from the file, or are random where there is none. */
  readonly model: ModelFile | { readonly path?: undefined; readonly architecture: GeneratorConfig };
  readonly device: Device;
  readonly batch: number;
  readonly runs: number;
}

export interface BenchmarkResult extends DeviceChoice {
  readonly batch: number;
  readonly runs: number;
  /** Median over the runs. */
  readonly secondsPerImageStep: number;
  /** Median of the processor time of all cores, which other work on the machine lengthens less. */
  readonly coreSecondsPerImageStep: number;
  /** Multiply-adds of one image and step, in 10^9. */
  readonly gigaMacs: number;
  /** Achieved rate: two operations a multiply-add. */
  readonly gflops: number;
  /** Best rate of a stack of 3x3 convolutions in the same run. */
  readonly machineGflops: number;
  readonly boundShare: number;
  /** Building the graph and the session. */
  readonly loadSeconds: number;
  /** Peak resident memory of the engine process, less the weights' size; null where no weights were loaded. */
  readonly peakBytesOverWeights: number;
}

export interface BenchmarkProgress {
  /** Runs done, warm-ups and those of the bound included. */
  readonly done: number;
  readonly total: number;
}

export interface ComparePicturesParams {
  readonly generated: PictureFile;
  readonly photographs: PictureFile;
  /** Of all pictures, in pixels. */
  readonly side: number;
  /** Checkpoint of the Inception network of FID tools; without it, nothing is measured on features. */
  readonly inception?: string;
  readonly device: Device;
}

export interface ComparePicturesProgress {
  readonly done: number;
  readonly total: number;
}

export interface ExportOnnxParams {
  readonly model: ModelFile;
  /** A file that does not exist yet. */
  readonly path: string;
  /** Its permissions. */
  readonly mode: number;
  /** Facts about the model for the file, as ONNX's `metadata_props`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes written, and to write. */
export interface ExportOnnxProgress {
  readonly done: number;
  readonly total: number;
}

/** Every method of the engine: parameters, result, and progress on the way. */
export interface Methods {
  load: { params: { model: ModelFile; device: Device }; result: DeviceChoice; progress: never };
  sample: { params: SampleParams; result: SampleResult; progress: SampleProgress };
  /** z [count, nz] -> w [count, zEmbDim]. */
  encodeW: {
    params: { model: ModelFile; device: Device; z: Float32Array };
    result: { w: Float32Array };
    progress: never;
  };
  /** The directions that w varies in most, the same for the same model, provider and parameters. */
  principalDirections: {
    params: PrincipalDirectionsParams;
    result: PrincipalDirections;
    progress: never;
  };
  evaluate: {
    params: EvaluateParams;
    result: DeviceChoice & { outputs: Readonly<Record<string, TensorMessage>> };
    progress: never;
  };
  /** Every output of the step's graph, gradients included. */
  trainingStep: {
    params: TrainingStepParams;
    result: DeviceChoice & { outputs: Readonly<Record<string, TensorMessage>> };
    progress: never;
  };
  /** A whole run; a cancel ends it as `paused`, and not as an error. */
  train: { params: TrainParams; result: TrainResult; progress: TrainProgress };
  measureTraining: { params: { plan: TrainingPlan }; result: TrainingMeasure; progress: never };
  benchmark: { params: BenchmarkParams; result: BenchmarkResult; progress: BenchmarkProgress };
  comparePictures: {
    params: ComparePicturesParams;
    result: QualityFigures;
    progress: ComparePicturesProgress;
  };
  exportOnnx: { params: ExportOnnxParams; result: { bytes: number }; progress: ExportOnnxProgress };
}

export type Method = keyof Methods;

export type ToEngine =
  | {
      readonly [M in Method]: { kind: 'request'; id: number; method: M; params: Methods[M]['params'] };
    }[Method]
  | { readonly kind: 'cancel'; readonly id: number };

export type FromEngine =
  | { readonly kind: 'progress'; readonly id: number; readonly value: Methods[Method]['progress'] }
  | { readonly kind: 'result'; readonly id: number; readonly value: Methods[Method]['result'] }
  | { readonly kind: 'error'; readonly id: number; readonly code: ErrorCode; readonly message: string }
  /** The process answers although its thread computes. */
  | { readonly kind: 'heartbeat' };
