import { writeFileSync } from 'node:fs';
import { toHalf } from '../../core/checkpoint/half.ts';
import { viewBytes, writeSafetensors } from '../../core/checkpoint/safetensors-writer.ts';
import { generatorParameters } from '../../core/ddgan/generator.ts';
import { type BandOrder, type GeneratorConfig, sampleShape } from '../../shared/models/architecture.ts';

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

/** As small as one of the wavelet family can be. */
export const tinyWavelet: GeneratorConfig = {
  ...tinyArchitecture,
  imageSize: 32,
  chMult: [1, 1],
  attnResolutions: [],
  wavelet: { levels: 'haar', bandOrder: 'width_first', patchSize: 1 },
};

export interface TinyCheckpoint {
  /** What all its weights are: files of different values are different models. */
  readonly value?: number;
  readonly steps?: number;
  /** True if the file says in which order its wavelet bands are, where it has some. */
  readonly statesOrder?: boolean;
  /** True if the file says how large its pictures are. */
  readonly statesSize?: boolean;
  readonly architecture?: GeneratorConfig;
  /** Put before every name, as PyTorch does for networks on several GPUs. */
  readonly prefix?: string;
  readonly dtype?: 'F32' | 'F64' | 'F16' | 'BF16';
  /** Tensors that are not all of one value. */
  readonly tensors?: Readonly<Record<string, Float64Array<ArrayBuffer>>>;
  /** Stands in one place of one tensor. */
  readonly damaged?: number;
}

/** Writes a generator as a training run does. */
export function writeTinyCheckpoint(path: string, options: TinyCheckpoint = {}): void {
  const { value = 0.5, steps, architecture = tinyArchitecture, prefix = 'module.', dtype = 'F32' } = options;
  const { statesSize = true, statesOrder = true, tensors: given = {}, damaged } = options;
  const tensors = [...generatorParameters(architecture).values()].map(({ name, shape }) => ({
    name: prefix + name,
    dtype,
    shape,
    bytes: () => {
      const values = given[name] ?? new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(value);
      if (damaged !== undefined && name === 'z_transform.1.bias') values[1] = damaged;
      return viewBytes(stored(values, dtype));
    },
  }));
  const config = {
    ...(statesSize && { image_size: sampleShape(architecture)[1] }),
    ...(statesOrder && { band_order: architecture.wavelet?.bandOrder }),
    ...(steps !== undefined && { num_timesteps: steps }),
  };
  writeFileSync(
    path,
    Buffer.concat([...writeSafetensors(tensors, { kind: 'generator', config: JSON.stringify(config) })]),
  );
}

/**
 * Writes a generator of the wavelet family that does not state the order of its bands, but shows it as photographs do:
 * the bands are the slopes of the means.
 */
export function writeTinyWaveletWithEdges(path: string, order: BandOrder, steps?: number): void {
  const last = [...generatorParameters(tinyWavelet).keys()].filter((name) => name.startsWith('all_modules.'));
  const weight = last.findLast((name) => name.endsWith('.weight'))!;
  const colours = 3;
  const width = tinyWavelet.nf;
  const kernels = new Float64Array(4 * colours * width * 9);
  const set = (band: number, place: number, value: number) => {
    for (let colour = 0; colour < colours; colour++) {
      kernels[(band * colours + colour) * width * 9 + place] = value;
    }
  };
  const [across, down] = order === 'width_first' ? [1, 2] : [2, 1];
  set(0, 4, 1);
  set(across, 3, 1);
  set(across, 5, -1);
  set(down, 1, 1);
  set(down, 7, -1);
  const tensors = { [weight]: kernels, [weight.replace('weight', 'bias')]: new Float64Array(4 * colours) };
  writeTinyCheckpoint(path, {
    architecture: tinyWavelet,
    statesOrder: false,
    tensors,
    ...(steps !== undefined && { steps }),
  });
}

function stored(values: Float64Array<ArrayBuffer>, dtype: NonNullable<TinyCheckpoint['dtype']>) {
  const narrow = Float32Array.from(values);
  if (dtype === 'F64') return values;
  if (dtype === 'F32') return narrow;
  if (dtype === 'F16') return toHalf(narrow);
  // The upper halves of float32.
  return Uint16Array.from(new Uint32Array(narrow.buffer), (bits) => bits >>> 16);
}
