/** The configuration that a checkpoint states beside its tensors, in a training run's `args` or in its metadata. */
import {
  BAND_ORDERS,
  type BandOrder,
  DISCRIMINATOR_VARIANTS,
  type DiscriminatorConfig,
} from '../../../shared/models/architecture.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { printable } from '../printable.ts';

/** The facts that do not follow from the shapes of tensors; each only where it is stated. */
export interface StatedConfig {
  /** Side of what the network works on: of the pictures, or half of it in the wavelet family. */
  readonly imageSize?: number;
  /** Side of the pictures, where it is another. */
  readonly pictureSize?: number;
  /** Order of the bands, in the wavelet family. */
  readonly bandOrder?: BandOrder;
  readonly attnResolutions?: readonly number[];
  /** Denoising steps T. */
  readonly numTimesteps?: number;
  readonly variant?: DiscriminatorConfig['variant'];
}

/** Facts about a network that its tensors do not show. */
export interface ArchitectureHints {
  /** Side of the pictures in pixels, where the caller knows it (`--size`). */
  readonly imageSize?: number | undefined;
  /** Order of the bands of a generator of the wavelet family, where the caller knows it (`--wavelet-order`). */
  readonly bandOrder?: BandOrder | undefined;
  readonly stated?: StatedConfig | undefined;
}

/** A statement's value; `undefined` where there is none, or it is Python's None. */
type Lookup = (key: string) => unknown;

/** Settings of the published code that change the network or the schedule, with the one value that is built here. */
const fixedSettings: Readonly<Record<string, unknown>> = {
  embedding_type: 'positional',
  progressive: 'none',
  progressive_input: 'residual',
  resblock_type: 'biggan',
  not_use_tanh: false,
  skip_rescale: true,
  fir: true,
  fir_kernel: [1, 3, 3, 1],
  use_geometric: false,
  beta_min: 0.1,
  beta_max: 20,
  no_use_fbn: false,
  no_use_freq: false,
  no_use_residual: false,
};

/**
 * Reads what a checkpoint states.
 *
 * @throws TrilemmaError `architecture` where it states a variant of the model that is not built here, or a
 * number that is none.
 */
export function statedConfig(checkpoint: Checkpoint): StatedConfig {
  const lookup = lookupOf(checkpoint);
  for (const [key, only] of Object.entries(fixedSettings)) {
    const value = lookup(key);
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(only)) {
      throw new TrilemmaError(
        'architecture',
        `The checkpoint was trained with ${key} = ${printable(JSON.stringify(value))}; only ${JSON.stringify(only)} is supported.`,
      );
    }
  }
  const imageSize = positiveInteger(lookup, 'image_size');
  const pictureSize = positiveInteger(lookup, 'ori_image_size');
  const bandOrder = statedBandOrder(lookup);
  const numTimesteps = positiveInteger(lookup, 'num_timesteps');
  const attnResolutions = lookup('attn_resolutions');
  const stated = lookup('variant');
  const variant = DISCRIMINATOR_VARIANTS.find((name) => name === stated);
  return {
    ...(imageSize !== undefined && { imageSize }),
    ...(pictureSize !== undefined && { pictureSize }),
    ...(bandOrder !== undefined && { bandOrder }),
    ...(numTimesteps !== undefined && { numTimesteps }),
    ...(isResolutions(attnResolutions) && { attnResolutions }),
    ...(variant !== undefined && { variant }),
  };
}

/** Our own files say the order; the published training says which of two transforms it used. */
function statedBandOrder(lookup: Lookup): BandOrder | undefined {
  const stated = lookup('band_order');
  const isHeightFirst = lookup('use_pytorch_wavelet');
  if (typeof isHeightFirst === 'boolean') return isHeightFirst ? 'height_first' : 'width_first';
  return BAND_ORDERS.find((order) => order === stated);
}

function positiveInteger(lookup: Lookup, key: string): number | undefined {
  const value = lookup(key);
  // References of several T list them.
  if (value === undefined || Array.isArray(value)) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw new TrilemmaError(
    'architecture',
    `The checkpoint states ${key} = ${printable(JSON.stringify(value))}, which is not a positive integer.`,
  );
}

function isResolutions(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((side) => Number.isSafeInteger(side) && side > 0);
}

function lookupOf({ metadata }: Checkpoint): Lookup {
  const config = parse(metadata.config);
  const objects = [field(config, 'generator'), field(config, 'discriminator'), config];
  return (key) => {
    const stated = objects.map((object) => field(object, key)).find((value) => value !== undefined);
    if (stated !== undefined) return stated;
    const text = metadata[`args.${key}`] ?? metadata[key];
    return parse(text) ?? (text === 'null' ? undefined : text);
  };
}

function field(object: unknown, key: string): unknown {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, key)) return undefined;
  return Reflect.get(object, key) ?? undefined;
}

/** The value of JSON text; undefined for null and what is not JSON. */
function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return (JSON.parse(text) as unknown) ?? undefined;
  } catch {
    return undefined;
  }
}
