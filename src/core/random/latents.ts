import type { GeneratorConfig } from '../../shared/models/architecture.ts';
import type { Seed } from './seed.ts';
import { randomStream } from './stream.ts';

/** The part of a configuration that decides the sizes of a picture's latents. */
export type LatentShape = Pick<GeneratorConfig, 'imageSize' | 'numChannels' | 'nz'>;

/** All random numbers of ONE picture, in the names of the sampling rule (docs/recipe.md). */
export interface Latents {
  /** Shape [numChannels, imageSize, imageSize]; of as many coefficients in the wavelet family ([12, imageSize/2, imageSize/2]). */
  readonly x_T: Float32Array<ArrayBuffer>;
  /** `z[t]`, t = 0..T-1, each of shape [nz]. */
  readonly z: readonly Float32Array<ArrayBuffer>[];
  /** `noise[t]` is n_t, shape [numChannels, imageSize, imageSize]; null at t = 0, which adds no noise. */
  readonly noise: readonly (Float32Array<ArrayBuffer> | null)[];
}

/** x_T ~ N(0, temperature^2 I), row-major [numChannels, imageSize, imageSize], from stream `x_T`. */
export function drawXT(seed: Seed, shape: LatentShape, temperature = 1): Float32Array<ArrayBuffer> {
  return scaled(randomStream(seed, 'x_T').normals(pictureLength(shape)), temperature);
}

/** z_t ~ N(0, temperature^2 I) of length nz, from stream `z` with index t, t = 0..T-1. */
export function drawZ(seed: Seed, t: number, shape: LatentShape, temperature = 1): Float32Array<ArrayBuffer> {
  return scaled(randomStream(seed, 'z', t).normals(shape.nz), temperature);
}

/**
 * n_t ~ N(0, I), the noise of the posterior at t = 1..T-1, row-major [numChannels, imageSize, imageSize], from
 * stream `noise` with index t. A temperature never scales it: the posterior's variance is part of the model.
 *
 * @throws RangeError at t = 0: the last step of sampling adds no noise
 */
export function drawNoise(seed: Seed, t: number, shape: LatentShape): Float32Array<ArrayBuffer> {
  if (t === 0) throw new RangeError('There is no posterior noise at t = 0.');
  return randomStream(seed, 'noise', t).normals(pictureLength(shape));
}

function pictureLength(shape: LatentShape): number {
  return shape.numChannels * shape.imageSize * shape.imageSize;
}

function scaled(values: Float32Array<ArrayBuffer>, factor: number): Float32Array<ArrayBuffer> {
  return factor === 1 ? values : values.map((value) => factor * value);
}
