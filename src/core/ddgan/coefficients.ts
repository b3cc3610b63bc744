/**
 * Pictures as the Haar coefficients that generators of the wavelet family work on, and back (Phung, Dao and Tran 2023;
 * docs/ddgan.md, section 7). A picture [3, S, S] in [-1, 1] is [12, S/2, S/2] in [-1, 1]: four bands of three colours,
 * each band halved.
 */
import { TrilemmaError } from '../../shared/errors.ts';
import type { BandOrder, GeneratorConfig } from '../../shared/models/architecture.ts';

/** Where the bands W (differences along the row) and H (down the column) begin, after the means and before D. */
const PLACES = {
  width_first: { w: 1, h: 2 },
  height_first: { w: 2, h: 1 },
} as const satisfies Record<BandOrder, object>;

const DIAGONAL = 3;

/** Where things lie in pictures of so many colours and this side. */
function layout(length: number, { colours, side, order }: CoefficientShape) {
  const half = side / 2;
  const band = colours * half * half;
  if (!Number.isInteger(half) || length % (4 * band) !== 0) {
    throw new TrilemmaError('usage', `${length} numbers are no pictures of ${colours} x ${side} x ${side}.`);
  }
  const { w, h } = PLACES[order];
  return { half, picture: 4 * band, w: w * band, h: h * band, d: DIAGONAL * band };
}

export interface CoefficientShape {
  readonly colours: number;
  /** Side of the picture in pixels, even. */
  readonly side: number;
  readonly order: BandOrder;
}

/**
 * Coefficients of pictures.
 *
 * @param pictures [n, colours, side, side], in [-1, 1]
 * @returns [n, 4 colours, side/2, side/2], in [-1, 1]
 * @throws TrilemmaError `usage` where the numbers are no such pictures.
 */
export function coefficientsOf(pictures: Float32Array, shape: CoefficientShape): Float32Array {
  const { colours, side } = shape;
  const { half, picture, w, h, d } = layout(pictures.length, shape);
  const out = new Float32Array(pictures.length);
  for (let start = 0; start < pictures.length; start += picture) {
    let at = start;
    for (let row = 0; row < colours * half; row++) {
      const top = start + 2 * row * side;
      for (let x = top; x < top + side; x += 2) {
        const [a, b, c, e] = [pictures[x]!, pictures[x + 1]!, pictures[x + side]!, pictures[x + side + 1]!];
        out[at] = (a + b + c + e) / 4;
        out[at + w] = (a - b + c - e) / 4;
        out[at + h] = (a + b - c - e) / 4;
        out[at + d] = (a - b - c + e) / 4;
        at += 1;
      }
    }
  }
  return out;
}

/**
 * Pictures of coefficients, clamped to [-1, 1].
 *
 * @param coefficients [n, 4 colours, side/2, side/2]
 * @returns [n, colours, side, side]
 * @throws TrilemmaError `usage`, as {@link coefficientsOf}.
 */
export function picturesOf(coefficients: Float32Array, shape: CoefficientShape): Float32Array {
  const { colours, side } = shape;
  const { half, picture, w, h, d } = layout(coefficients.length, shape);
  const out = new Float32Array(coefficients.length);
  for (let start = 0; start < coefficients.length; start += picture) {
    let at = start;
    for (let row = 0; row < colours * half; row++) {
      const top = start + 2 * row * side;
      for (let x = top; x < top + side; x += 2) {
        const mean = coefficients[at]!;
        const [across, down, diagonal] = [
          coefficients[at + w]!,
          coefficients[at + h]!,
          coefficients[at + d]!,
        ];
        out[x] = clamped(mean + across + down + diagonal);
        out[x + 1] = clamped(mean - across + down - diagonal);
        out[x + side] = clamped(mean + across - down - diagonal);
        out[x + side + 1] = clamped(mean - across - down + diagonal);
        at += 1;
      }
    }
  }
  return out;
}

/** Pictures of what a generator works on: of coefficients, or what they are already. */
export function shownPictures(
  { imageSize, numChannels, wavelet }: GeneratorConfig,
  samples: Float32Array,
): Float32Array {
  if (wavelet === undefined) return samples;
  return picturesOf(samples, { colours: numChannels, side: imageSize, order: wavelet.bandOrder });
}

/** What a generator learns from, of pictures: their coefficients, or what they are already. */
export function learntSamples(
  { imageSize, numChannels, wavelet }: GeneratorConfig,
  pictures: Float32Array,
): Float32Array {
  if (wavelet === undefined) return pictures;
  return coefficientsOf(pictures, { colours: numChannels, side: imageSize, order: wavelet.bandOrder });
}

function clamped(value: number): number {
  return Math.min(1, Math.max(-1, value));
}
