/**
 * One perceived speed: the same latents' speed shows as slow and fast changes of the picture. A coarse pass measures
 * how much the picture changes along each segment; times are then given out in proportion.
 */
import type { Duration, KeyFramePath } from '../../../shared/path/latent-path.ts';
import { segmentFrames } from './timeline.ts';

/**
 * The path on which a coarse pass is measured: every segment at an even pace. Its curves are those of the path that
 * {@link atEvenSpeed} gives.
 */
export function atEvenPace(path: KeyFramePath): KeyFramePath {
  return { ...path, segments: path.segments.map((segment) => ({ ...segment, pace: [0, 1] })) };
}

/**
 * The path with its speed such that the picture changes evenly, from key frame to key frame and in between. The sum of
 * the segments' frames stays; a segment that changes nothing keeps one.
 *
 * @param changes how much the picture changes between samples at even shares of the way, for each segment
 * @throws RangeError where a segment has no measurement, or one is negative or no number
 */
export function atEvenSpeed(path: KeyFramePath, changes: readonly (readonly number[])[]): KeyFramePath {
  const totals = path.segments.map((_, i) => (changes[i] ?? []).reduce((sum, change) => sum + change, 0));
  const frames = shared(
    path.segments.reduce((sum, _, i) => sum + segmentFrames(path, i), 0),
    totals,
  );
  return {
    ...path,
    segments: path.segments.map((segment, i) => {
      const duration: Duration = { unit: 'frames', count: frames[i]! };
      return { ...segment, duration, pace: evenPace(changes[i] ?? []) };
    }),
  };
}

/**
 * A pace (shares of the way at even times, from 0 to 1) along which the picture changes evenly.
 *
 * @param changes between samples at even shares of the way: change k from k / n to (k + 1) / n, each 0 or more
 * @returns n + 1 shares; an even pace where nothing changes
 * @throws RangeError where there is none, or one is negative or no number
 */
export function evenPace(changes: readonly number[]): readonly number[] {
  const n = changes.length;
  if (n === 0 || !changes.every((change) => change >= 0 && change < Infinity)) {
    throw new RangeError('changes of a picture are numbers from 0, one at least');
  }
  const total = changes.reduce((sum, change) => sum + change, 0);
  if (total === 0) return Array.from({ length: n + 1 }, (_, k) => k / n);
  const shares = [0];
  let passed = 0;
  let at = 0;
  for (let k = 1; k < n; k++) {
    const wanted = (k * total) / n;
    while (at < n - 1 && passed + changes[at]! < wanted) passed += changes[at++]!;
    const change = changes[at]!;
    const within = change === 0 ? 0 : Math.min(1, (wanted - passed) / change);
    shares.push(Math.max(shares[k - 1]!, (at + within) / n));
  }
  return [...shares, 1];
}

/** Whole numbers from 1 in proportion to weights, that sum to `total` (largest remainders). */
function shared(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const spare = total - weights.length;
  const exact = weights.map((weight) => (sum === 0 ? spare / weights.length : (spare * weight) / sum));
  const counts = exact.map((x) => 1 + Math.floor(x));
  const byRemainder = exact
    .map((x, i) => ({ i, remainder: x - Math.floor(x) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  const left = total - counts.reduce((a, b) => a + b, 0);
  for (const { i } of byRemainder.slice(0, left)) counts[i]! += 1;
  return counts;
}
