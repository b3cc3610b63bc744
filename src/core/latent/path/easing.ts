import { assertNever } from '../../../shared/assert-never.ts';
import type { PathSegment } from '../../../shared/path/latent-path.ts';

/**
 * The share of a segment's way at a time in it, both 0..1: 0 at 0, 1 at 1, never falling. `catmull-rom` is even here;
 * its speed comes from the curve (`frame.ts`).
 */
export function wayAt({ easing, pace }: Pick<PathSegment, 'easing' | 'pace'>, time: number): number {
  if (pace !== undefined) return between(pace, time);
  switch (easing) {
    case 'linear':
    case 'catmull-rom':
      return time;
    case 'smooth':
      return time * time * (3 - 2 * time);
    default:
      return assertNever(easing);
  }
}

/** A table of values at even times, with lines between them. */
function between(values: readonly number[], time: number): number {
  const at = Math.min(Math.max(time, 0), 1) * (values.length - 1);
  const before = Math.min(Math.floor(at), values.length - 2);
  const share = at - before;
  return (1 - share) * values[before]! + share * values[before + 1]!;
}
