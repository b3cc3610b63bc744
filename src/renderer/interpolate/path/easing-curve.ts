import { wayAt } from '../../../core/latent/path/easing.ts';
import type { PathSegment } from '../../../shared/path/latent-path.ts';

const SAMPLES = 32;

/** A segment's share of the way over its time as the `d` of an SVG path in a box from 0 to 1, the end at the top. */
export function easingCurve(segment: Pick<PathSegment, 'easing' | 'pace'>): string {
  const points = Array.from({ length: SAMPLES + 1 }, (_, i) => {
    const time = i / SAMPLES;
    return `${round(time)} ${round(1 - wayAt(segment, time))}`;
  });
  return `M${points.join('L')}`;
}

function round(x: number): number {
  return Math.round(x * 1000) / 1000;
}
