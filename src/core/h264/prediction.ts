/** A square of samples as its neighbours foretell it (ITU-T H.264, clauses 8.3.3 and 8.3.4). */
import { assertNever } from '../../shared/assert-never.ts';

export const INTRA_MODES = ['vertical', 'horizontal', 'dc'] as const;
export type IntraMode = (typeof INTRA_MODES)[number];

/** Where there are no neighbours. */
const MIDDLE = 128;
/** DC is foretold for each of these squares of chroma. */
const CHROMA_SQUARE = 4;

/** A plane that is coded so far above and to the left of a place. */
export interface BlockPlace {
  readonly plane: Uint8Array;
  readonly stride: number;
  readonly x: number;
  readonly y: number;
}

/** True if the samples that the mode predicts from lie in the picture. */
export function isPossible(mode: IntraMode, { x, y }: Pick<BlockPlace, 'x' | 'y'>): boolean {
  return mode === 'dc' || (mode === 'vertical' ? y > 0 : x > 0);
}

/** @param out receives `size` x `size` samples; 16 are luma, 8 chroma */
export function predict(out: Uint8Array, place: BlockPlace, size: 8 | 16, mode: IntraMode): void {
  const { plane, stride, x, y } = place;
  const first = y * stride + x;
  switch (mode) {
    case 'dc':
      predictMeans(out, place, size);
      break;
    case 'vertical':
      for (let row = 0; row < size; row++) {
        out.set(plane.subarray(first - stride, first - stride + size), row * size);
      }
      break;
    case 'horizontal':
      for (let row = 0; row < size; row++) {
        out.fill(plane[first + row * stride - 1]!, row * size, (row + 1) * size);
      }
      break;
    default:
      assertNever(mode);
  }
}

/** Luma has one mean, chroma one for each quarter. */
function predictMeans(out: Uint8Array, place: BlockPlace, size: 8 | 16): void {
  const square = size === 16 ? size : CHROMA_SQUARE;
  for (let y = 0; y < size; y += square) {
    for (let x = 0; x < size; x += square) fillMean(out, place, size, x, y, square);
  }
}

/**
 * Fills a square with the mean of the samples above it and to its left, as far as there are any. A square that touches
 * one side of its block alone takes that side's, if it can.
 */
function fillMean(
  out: Uint8Array,
  place: BlockPlace,
  stride: number,
  left: number,
  top: number,
  size: number,
): void {
  const { plane, x, y } = place;
  const above = y > 0 && !(top > 0 && left === 0 && x > 0);
  const beside = x > 0 && !(left > 0 && top === 0 && y > 0);
  let sum = 0;
  for (let k = 0; k < size; k++) {
    if (above) sum += plane[(y - 1) * place.stride + x + left + k]!;
    if (beside) sum += plane[(y + top + k) * place.stride + x - 1]!;
  }
  const count = size * (Number(above) + Number(beside));
  const mean = count === 0 ? MIDDLE : Math.floor((sum + count / 2) / count);
  for (let row = 0; row < size; row++) {
    const at = (top + row) * stride + left;
    out.fill(mean, at, at + size);
  }
}

/** Copies what stands at the same place of another picture. */
export function copySquare(out: Uint8Array, { plane, stride, x, y }: BlockPlace, size: number): void {
  for (let row = 0; row < size; row++) {
    const at = (y + row) * stride + x;
    out.set(plane.subarray(at, at + size), row * size);
  }
}

/** The sum of absolute differences between a prediction and the samples at a place. */
export function distance(prediction: Uint8Array, { plane, stride, x, y }: BlockPlace, size: number): number {
  let sum = 0;
  for (let row = 0; row < size; row++) {
    const at = (y + row) * stride + x;
    for (let k = 0; k < size; k++) sum += Math.abs(plane[at + k]! - prediction[row * size + k]!);
  }
  return sum;
}
