/** A path in time: which key frame or segment each frame lies in. */
import { counted, number } from '../../../shared/counted.ts';
import {
  type Duration,
  type KeyFramePath,
  type LatentPath,
  MAX_FRAMES,
} from '../../../shared/path/latent-path.ts';
import { TrilemmaError } from '../../../shared/errors.ts';

/** Where a frame lies: in a key frame, or in the segment after key frame `index`, at a time in it of 0 < time < 1. */
export type Moment =
  | { readonly kind: 'key-frame'; readonly index: number }
  | { readonly kind: 'segment'; readonly index: number; readonly time: number };

/** Frames of a duration: whole, nearest. @param least what a duration of next to nothing still has. */
function durationFrames({ unit, count }: Duration, fps: number, least: 0 | 1): number {
  return Math.max(least, unit === 'frames' ? count : Math.round(count * fps));
}

/** Frames from a key frame to the next. */
export function segmentFrames({ segments, fps }: KeyFramePath, index: number): number {
  return durationFrames(segments[index]!.duration, fps, 1);
}

/** Frames that a key frame stands still, beside its own. */
export function holdFrames({ keyFrames, fps }: KeyFramePath, index: number): number {
  return durationFrames(keyFrames[index]!.hold, fps, 0);
}

/**
 * How many frames a path has. A loop ends one frame before its first would come again.
 *
 * @throws TrilemmaError 'recipe-invalid' where there are more than 100,000
 */
export function framesOf(path: LatentPath): number {
  const frames = path.kind === 'drift' ? durationFrames(path.duration, path.fps, 1) : keyFrameFrames(path);
  if (frames <= MAX_FRAMES) return frames;
  throw new TrilemmaError(
    'recipe-invalid',
    `The path has ${counted(frames, 'frame')}; at most ${number.format(MAX_FRAMES)} are possible. Shorten its segments, or take fewer frames a second.`,
  );
}

function keyFrameFrames(path: KeyFramePath): number {
  const held = path.keyFrames.reduce((sum, _, i) => sum + holdFrames(path, i), 0);
  const moving = path.segments.reduce((sum, _, i) => sum + segmentFrames(path, i), 0);
  return held + moving + (path.loop ? 0 : 1);
}

/**
 * @param frame 0 to framesOf(path) - 1
 * @throws RangeError for other frames
 */
export function momentOf(path: KeyFramePath, frame: number): Moment {
  let rest = frame;
  for (const index of path.keyFrames.keys()) {
    const held = holdFrames(path, index);
    if (rest >= 0 && rest <= held && Number.isInteger(rest)) return { kind: 'key-frame', index };
    rest -= held;
    if (index === path.segments.length) break;
    const length = segmentFrames(path, index);
    if (rest < length) return { kind: 'segment', index, time: checked(rest, frame) / length };
    rest -= length;
  }
  throw new RangeError(`the path has no frame ${frame}`);
}

function checked(rest: number, frame: number): number {
  if (rest > 0 && Number.isInteger(rest)) return rest;
  throw new RangeError(`the path has no frame ${frame}`);
}
