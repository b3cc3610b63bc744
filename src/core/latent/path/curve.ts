/**
 * Catmull and Rom's spline on the latents' spheres ("A class of local interpolating splines", 1974), as Bezier curves
 * whose control points are turns between key frames.
 *
 * At a key frame B between A and C the curve goes the way of half the turn from A to C as seen from B: its velocity is
 * the mean of those of the even ways A to B and B to C, over the longer of their durations, so that a short segment
 * beside a long one does not overshoot. One point `through`, a third of that way from B on, stands for it: the next
 * segment's control point lies on the turn from B to it, the segment before has its mirror image in B. Turns and
 * mirrors keep angles, so the velocity is the same on both sides, and where C is A again the curve comes to rest there.
 */
import { assertNever } from '../../../shared/assert-never.ts';
import type { KeyFramePath } from '../../../shared/path/latent-path.ts';
import type { Parts } from '../../../shared/recipe/recipe.ts';
import { common } from './key-frames.ts';
import { holdFrames, segmentFrames } from './timeline.ts';

/** A Bezier curve of degree 3 leaves its first point at three times the distance to the second. */
const THIRD = 1 / 3;

/** The space that a path is laid through. Its points are recipes, or the vectors w of every step. */
export interface CurveSpace<P> {
  /** The point of a key frame as the path shows it. */
  readonly keyFrame: (index: number) => P;
  /** The parts named at `amount` of the curve from a point over `controls`; the rest as in the point. */
  readonly curved: (point: P, controls: readonly P[], amount: number, parts: Parts) => P;
}

/** The point at a share, 0 < share < 1, of a segment's way. */
export function pointOf<P>(path: KeyFramePath, segment: number, share: number, space: CurveSpace<P>): P {
  const { from, to } = endsOf(path, segment);
  const { easing, parts } = path.segments[segment]!;
  const handles =
    easing === 'catmull-rom'
      ? [handle(path, segment, 'leaving', space), handle(path, segment, 'arriving', space)]
      : [];
  return space.curved(space.keyFrame(from), [...handles, space.keyFrame(to)], share, parts);
}

/** The key frames that a segment lies between. */
function endsOf({ keyFrames }: KeyFramePath, segment: number): { from: number; to: number } {
  return { from: segment, to: (segment + 1) % keyFrames.length };
}

type End = 'leaving' | 'arriving';

/** The control point beside one of a segment's ends. Parts that are at rest there stay in the key frame's place. */
function handle<P>(path: KeyFramePath, segment: number, end: End, space: CurveSpace<P>): P {
  const { from, to } = endsOf(path, segment);
  const [here, opposite] = end === 'leaving' ? [from, to] : [to, from];
  const point = space.keyFrame(here);
  const motion = motionAt(path, segment, end);
  switch (motion.kind) {
    case 'rest':
      return point;
    case 'straight':
      return space.curved(point, [space.keyFrame(opposite)], THIRD, motion.parts);
    case 'through': {
      const { other, parts } = motion;
      const share = shareOf(path, segment, other);
      if (end === 'leaving') {
        return space.curved(point, [through(path, other, segment, parts, space)], share, parts);
      }
      return space.curved(point, [through(path, segment, other, parts, space)], -share, parts);
    }
    default:
      return assertNever(motion);
  }
}

/** How a segment leaves or reaches a key frame. */
type Motion =
  | { readonly kind: 'rest' }
  | { readonly kind: 'straight'; readonly parts: Parts }
  | { readonly kind: 'through'; readonly parts: Parts; readonly other: number };

/** Parts that do not move at the key frame's other side are at rest at it, as all are where it is held. */
function motionAt(path: KeyFramePath, segment: number, end: End): Motion {
  const { from, to } = endsOf(path, segment);
  const { parts } = path.segments[segment]!;
  if (holdFrames(path, end === 'leaving' ? from : to) > 0) return { kind: 'rest' };
  const other = neighbour(path, segment, end);
  if (other === undefined) return { kind: 'straight', parts };
  const next = path.segments[other]!;
  const moving = common(parts, next.parts);
  switch (next.easing) {
    case 'catmull-rom':
      return { kind: 'through', parts: moving, other };
    case 'linear':
      return { kind: 'straight', parts: moving };
    case 'smooth':
      return { kind: 'rest' };
    default:
      return assertNever(next.easing);
  }
}

/** The segment at the other side of a key frame. */
function neighbour({ segments, loop }: KeyFramePath, segment: number, end: End): number | undefined {
  const other = segment + (end === 'leaving' ? -1 : 1);
  if (other >= 0 && other < segments.length) return other;
  return loop ? (other + segments.length) % segments.length : undefined;
}

/** A third of the way on from the key frame between two segments, at the pace of the longer one. */
function through<P>(
  path: KeyFramePath,
  before: number,
  after: number,
  parts: Parts,
  space: CurveSpace<P>,
): P {
  const here = space.keyFrame(after);
  const away = space.curved(here, [space.keyFrame(before)], -THIRD, parts);
  const on = space.curved(here, [space.keyFrame(endsOf(path, after).to)], THIRD, parts);
  return space.curved(away, [on], 0.5, parts);
}

/** A segment's duration as a share of the longer one's. Segments that have a pace of their own count as equal. */
function shareOf(path: KeyFramePath, segment: number, other: number): number {
  const hasPace = [segment, other].some((index) => path.segments[index]!.pace !== undefined);
  if (hasPace) return 1;
  return Math.min(1, segmentFrames(path, segment) / segmentFrames(path, other));
}
