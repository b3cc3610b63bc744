import { expect } from 'vitest';

interface Tolerance {
  readonly absolute?: number;
  /** Of the size of the expected value. */
  readonly relative?: number;
}

/** Every value within `absolute + relative * |expected|`; a failure tells the worst one. */
export function expectAllClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { absolute = 0, relative = 0 }: Tolerance,
): void {
  expect(actual.length, 'number of values').toBe(expected.length);
  let worst = 0;
  let message = '';
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    const excess = difference === 0 ? 0 : difference / (absolute + relative * Math.abs(expected[i]!));
    // Not `excess > worst`, which a NaN would pass.
    if (excess <= worst) continue;
    worst = excess;
    message = `the largest difference is ${difference}: ${actual[i]!} instead of ${expected[i]!} at ${i}`;
    if (Number.isNaN(excess)) break;
  }
  expect(worst, message).toBeLessThanOrEqual(1);
}

/** The same floats, bit for bit; a failure tells how many are not, and by how much. */
export function expectSameBits(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length, 'number of values').toBe(expected.length);
  const [a, b] = [actual, expected].map((values) => new Uint32Array(Float32Array.from(values).buffer));
  let different = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    if (a![i] === b![i]) continue;
    different += 1;
    largest = Math.max(largest, Math.abs(actual[i]! - expected[i]!));
  }
  expect(different, `${different} of ${expected.length} values differ, by ${largest} at most`).toBe(0);
}
