import { writeFileSync } from 'node:fs';
import { expectedGeneratorTensors } from '../../core/checkpoint/expected-tensors.ts';
import { bytesOf, writeSafetensors } from '../../core/checkpoint/safetensors-writer.ts';
import type { GeneratorConfig } from '../../shared/architecture.ts';

/** As small as a generator can be. */
export const tinyArchitecture: GeneratorConfig = {
  imageSize: 16,
  numChannels: 3,
  nf: 4,
  chMult: [1],
  numResBlocks: 1,
  attnResolutions: [16],
  nz: 4,
  zEmbDim: 4,
  nMlp: 1,
};

export interface TinyCheckpoint {
  /** What all its weights are: files of different values are different models. */
  readonly value?: number;
  readonly steps?: number;
  /** Whether the file says how large its pictures are. */
  readonly statesSize?: boolean;
  readonly architecture?: GeneratorConfig;
  /** Put before every name, as PyTorch does for networks on several GPUs. */
  readonly prefix?: string;
  readonly dtype?: 'F32' | 'F64' | 'F16';
}

/** Writes a generator as a training run does. */
export function writeTinyCheckpoint(path: string, options: TinyCheckpoint = {}): void {
  const { value = 0.5, steps, architecture = tinyArchitecture, prefix = 'module.', dtype = 'F32' } = options;
  const { statesSize = true } = options;
  const arrays = { F32: Float32Array, F64: Float64Array, F16: Uint16Array };
  const tensors = [...expectedGeneratorTensors(architecture)].map(([name, shape]) => ({
    name: prefix + name,
    dtype,
    shape,
    bytes: () => bytesOf(new arrays[dtype](shape.reduce((a, b) => a * b, 1)).fill(value)),
  }));
  const config = {
    ...(statesSize && { image_size: architecture.imageSize }),
    ...(steps !== undefined && { num_timesteps: steps }),
  };
  writeFileSync(
    path,
    Buffer.concat([...writeSafetensors(tensors, { kind: 'generator', config: JSON.stringify(config) })]),
  );
}
