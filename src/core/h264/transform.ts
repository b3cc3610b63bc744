/**
 * Blocks of 4 x 4 differences as quantised coefficients, and back as every decoder computes it (ITU-T H.264, clause
 * 8.5). Rounding is the encoder's own choice: a third of a step, which spares bits and costs next to nothing.
 */
const FORWARD_SCALE = [
  [13107, 5243, 8066],
  [11916, 4660, 7490],
  [10082, 4194, 6554],
  [9362, 3647, 5825],
  [8192, 3355, 5243],
  [7282, 2893, 4559],
] as const;

/** Clause 8.5.9, table of v. */
const BACKWARD_SCALE = [
  [10, 16, 13],
  [11, 18, 14],
  [13, 20, 16],
  [14, 23, 18],
  [16, 25, 20],
  [18, 29, 23],
] as const;

/** Which column of the tables a coefficient has, row by row: both of its places even, both odd, or one of them. */
const SCALE_CLASS = [0, 2, 0, 2, 2, 1, 2, 1, 0, 2, 0, 2, 2, 1, 2, 1] as const;

/** Places in a block, row by row, as they are scanned (figure 8-8 a). */
export const ZIGZAG = Uint8Array.of(0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15);

/** The largest quantisation parameter; every 6 double the step, which is 0.625 at 0. */
export const MAX_QP = 51;

/** Factors of one quantisation parameter. */
export interface Scale {
  /** Factors of the coefficients, row by row. */
  readonly forward: Int32Array;
  readonly backward: Int32Array;
  /** The forward factors are too large by 2^shift. */
  readonly shift: number;
  readonly rounding: number;
}

export const QUANTISER_SCALES: readonly Scale[] = Array.from({ length: MAX_QP + 1 }, (_, qp) => {
  const octave = Math.floor(qp / 6);
  const shift = 15 + octave;
  return {
    forward: Int32Array.from(SCALE_CLASS, (column) => FORWARD_SCALE[qp % 6]![column]),
    backward: Int32Array.from(SCALE_CLASS, (column) => BACKWARD_SCALE[qp % 6]![column] << octave),
    shift,
    rounding: Math.floor(2 ** shift / 3),
  };
});

/** Transforms 4 x 4 differences in place. */
export function forward(block: Int32Array): void {
  for (let at = 0; at < 16; at += 4) pass(block, at, 1);
  for (let at = 0; at < 4; at++) pass(block, at, 4);
}

function pass(block: Int32Array, at: number, step: number): void {
  const [a, b, c, d] = [block[at]!, block[at + step]!, block[at + 2 * step]!, block[at + 3 * step]!];
  const [sum, middleSum, middle, outer] = [a + d, b + c, b - c, a - d];
  block[at] = sum + middleSum;
  block[at + step] = 2 * outer + middle;
  block[at + 2 * step] = sum - middleSum;
  block[at + 3 * step] = outer - 2 * middle;
}

/** The inverse, with its rounding (clause 8.5.12.2). */
export function backward(block: Int32Array): void {
  for (let at = 0; at < 16; at += 4) inversePass(block, at, 1);
  for (let at = 0; at < 4; at++) inversePass(block, at, 4);
  for (let at = 0; at < 16; at++) block[at] = (block[at]! + 32) >> 6;
}

function inversePass(block: Int32Array, at: number, step: number): void {
  const [a, b, c, d] = [block[at]!, block[at + step]!, block[at + 2 * step]!, block[at + 3 * step]!];
  const [even, evenToo, odd, oddToo] = [a + c, a - c, (b >> 1) - d, b + (d >> 1)];
  block[at] = even + oddToo;
  block[at + step] = evenToo + odd;
  block[at + 2 * step] = evenToo - odd;
  block[at + 3 * step] = even - oddToo;
}

/** Sums and differences of 4 x 4 values, in place: what DC coefficients are transformed by once more. */
export function hadamard(block: Int32Array): void {
  for (let at = 0; at < 16; at += 4) hadamardPass(block, at, 1);
  for (let at = 0; at < 4; at++) hadamardPass(block, at, 4);
}

function hadamardPass(block: Int32Array, at: number, step: number): void {
  const [a, b, c, d] = [block[at]!, block[at + step]!, block[at + 2 * step]!, block[at + 3 * step]!];
  block[at] = a + b + c + d;
  block[at + step] = a + b - c - d;
  block[at + 2 * step] = a - b - c + d;
  block[at + 3 * step] = a - b + c - d;
}

/** A coefficient in steps. @param extra further halvings, of sums that are larger than a block's coefficients */
export function quantised(value: number, factor: number, { shift, rounding }: Scale, extra = 0): number {
  const steps = (Math.abs(value) * factor + (rounding << extra)) >> (shift + extra);
  return value < 0 ? -steps : steps;
}
