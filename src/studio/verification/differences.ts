/** How far two tensors are apart. */
import type { Difference } from './verification.ts';

/** Largest differences; NaN where either side has one, or another number of values. */
export function largestDifference(
  actual: Float32Array,
  expected: Float32Array,
): { readonly absolute: number; readonly relative: number } {
  if (actual.length !== expected.length) return { absolute: NaN, relative: NaN };
  let absolute = 0;
  let relative = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    // Not Math.max, so that a NaN stays.
    if (!(difference <= absolute)) absolute = difference;
    const ratio = difference === 0 ? 0 : difference / Math.abs(expected[i]!);
    if (!(ratio <= relative)) relative = ratio;
  }
  return { absolute, relative };
}

/** A difference that is judged by its size alone. */
export function absoluteDifference(
  name: string,
  actual: Float32Array,
  expected: Float32Array,
  tolerance: number,
): Difference {
  const { absolute, relative } = largestDifference(actual, expected);
  return { name, absolute, relative, within: absolute <= tolerance };
}
