/** Draws the first values of parameters, before they have learnt anything (docs/ddgan.md, section 4). */
import type { RandomStream } from '../random/stream.ts';

export type Initialiser = (shape: readonly number[], stream: RandomStream) => Float32Array<ArrayBuffer>;

/** In place of 0: outputs start near, but not at, zero. */
const NEAR_ZERO = 1e-10;

/** Variance scaling, fan average, uniform. For weights [to, from] or [to, from, height, width]. */
export const varianceScaling: Initialiser = scaledUniform(1);

/** As {@link varianceScaling}, for layers whose output starts near zero. */
export const nearZero: Initialiser = scaledUniform(NEAR_ZERO);

export const zeros: Initialiser = (shape) => new Float32Array(sizeOf(shape));

export const ones: Initialiser = (shape) => new Float32Array(sizeOf(shape)).fill(1);

/** Biases of a style [2 channels]: the factors of the normalised channels start at 1, their shifts at 0. */
export const styleBias: Initialiser = ([size]) => new Float32Array(size!).fill(1, 0, size! / 2);

function scaledUniform(scale: number): Initialiser {
  return (shape, stream) => {
    const [to = 1, from = 1, ...kernel] = shape;
    const places = sizeOf(kernel);
    const bound = Math.sqrt((6 * scale) / ((from + to) * places));
    return stream.uniforms(to * from * places).map((draw) => (2 * draw - 1) * bound);
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
