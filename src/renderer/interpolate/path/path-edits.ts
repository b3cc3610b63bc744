/** What an editor does to a path. Nothing here changes its arguments; every result is a path that a project can hold. */
import { allParts, evenStrength, latentRecipe } from '../../../core/latent/edits.ts';
import { checkPathRecipe, type PathRecipe } from '../../../core/latent/path/path.ts';
import { keyFrameModel, withOwnModels } from '../../../core/latent/path/models.ts';
import type {
  DriftPath,
  Duration,
  KeyFramePath,
  LatentPath,
  PathKeyFrame,
  PathSegment,
} from '../../../shared/path/latent-path.ts';
import type { Parts } from '../../../shared/recipe/recipe.ts';

const FPS = 24;
const NO_HOLD: Duration = { unit: 'seconds', count: 0 };
const SEGMENT_SECONDS = 2;
const DRIFT_SECONDS = 6;
const DRIFT_STRENGTH = 0.25;

/** Seconds, so that another rate of frames changes no times. */
export function secondsOf({ unit, count }: Duration, fps: number): number {
  return unit === 'seconds' ? count : count / fps;
}

/** A path of one key frame. @throws TrilemmaError as {@link checkPathRecipe} */
export function pathFrom(picture: PathRecipe): KeyFramePath {
  checkPathRecipe(picture, picture, 0);
  const { model, steps, imageSize } = picture;
  return withOwnModels({
    version: 1,
    kind: 'key-frames',
    model,
    steps,
    imageSize,
    fps: FPS,
    space: 'z',
    loop: false,
    keyFrames: [keyFrameOf(picture)],
    segments: [],
  });
}

/**
 * With pictures as key frames before key frame `at`. A segment that they come into goes on behind them, and lends
 * the new ones its easing and parts.
 *
 * @param at 0 to the number of key frames
 * @throws TrilemmaError as {@link checkPathRecipe}
 */
export function inserted(path: KeyFramePath, at: number, pictures: readonly PathRecipe[]): KeyFramePath {
  pictures.forEach((picture, i) => checkFits(path, picture, at + i));
  const { keyFrames, segments, steps } = path;
  const first = Math.max(0, at - 1);
  const alike = segments[Math.min(first, segments.length - 1)] ?? newSegment(steps);
  const added = pictures.map((): PathSegment => ({
    ...unpaced(alike),
    duration: newSegment(steps).duration,
  }));
  return closed({
    ...path,
    keyFrames: keyFrames.toSpliced(at, 0, ...pictures.map(keyFrameOf)),
    segments: segments.toSpliced(first, 0, ...added),
  });
}

/** @returns null where the last key frame is gone. A single one makes no loop. */
export function removed(path: KeyFramePath, at: number): KeyFramePath | null {
  const { keyFrames, segments } = path;
  if (keyFrames.length === 1) return null;
  const rest = keyFrames.toSpliced(at, 1);
  if (rest.length === 1) return withOwnModels({ ...path, keyFrames: rest, segments: [], loop: false });
  // The last segment of a loop is the one that closes it.
  const gone = at === keyFrames.length - 1 ? at - 1 : at;
  return closed({ ...path, keyFrames: rest, segments: segments.toSpliced(gone, 1) });
}

/** A key frame goes to another place of the order; times stay where they are. */
export function reordered(path: KeyFramePath, from: number, to: number): KeyFramePath {
  const keyFrame = path.keyFrames[from]!;
  const keyFrames = path.keyFrames.toSpliced(from, 1).toSpliced(to, 0, keyFrame);
  return withOwnModels({ ...path, keyFrames });
}

/** The key frame once more, right after itself. */
export function duplicated(path: KeyFramePath, at: number): KeyFramePath {
  const { picture, hold } = path.keyFrames[at]!;
  const twice = inserted(path, at + 1, [{ ...path, model: keyFrameModel(path, at), ...picture }]);
  return withHold(twice, at + 1, secondsOf(hold, path.fps));
}

export function withHold(path: KeyFramePath, at: number, seconds: number): KeyFramePath {
  const hold: Duration = { unit: 'seconds', count: Math.max(0, seconds) };
  return { ...path, keyFrames: path.keyFrames.with(at, { ...path.keyFrames[at]!, hold }) };
}

export function withSegment(path: KeyFramePath, at: number, change: Partial<PathSegment>): KeyFramePath {
  return closed({ ...path, segments: path.segments.with(at, { ...path.segments[at]!, ...change }) });
}

/** At the speed of its easing. */
export function unpaced({ duration, easing, parts }: PathSegment): PathSegment {
  return { duration, easing, parts };
}

/** Every segment with the same change. */
export function withSegments(path: KeyFramePath, change: Partial<PathSegment>): KeyFramePath {
  return closed({ ...path, segments: path.segments.map((segment) => ({ ...segment, ...change })) });
}

/** Not for a single key frame. */
export function withLoop(path: KeyFramePath, loop: boolean): KeyFramePath {
  if (loop === path.loop) return path;
  if (!loop) return { ...path, loop, segments: path.segments.slice(0, -1) };
  const last = path.segments.at(-1) ?? newSegment(path.steps);
  return closed({ ...path, loop, segments: [...path.segments, unpaced(last)] });
}

/** Changes the frames per second; all times stay the same. */
export function withFps<P extends LatentPath>(path: P, fps: number): P {
  return { ...inSeconds(path), fps };
}

/** With all durations in seconds. */
export function inSeconds<P extends LatentPath>(path: P): P;
export function inSeconds(path: LatentPath): LatentPath {
  const seconds = (duration: Duration): Duration => ({
    unit: 'seconds',
    count: secondsOf(duration, path.fps),
  });
  if (path.kind === 'drift') return { ...path, duration: seconds(path.duration) };
  return {
    ...path,
    keyFrames: path.keyFrames.map((keyFrame) => ({ ...keyFrame, hold: seconds(keyFrame.hold) })),
    segments: path.segments.map((segment) => ({ ...segment, duration: seconds(segment.duration) })),
  };
}

/** A walk around one key frame, in place of the path. */
export function driftAround(path: KeyFramePath, at: number, seed: string): DriftPath {
  const { steps, imageSize, fps, keyFrames } = path;
  return {
    version: 1,
    kind: 'drift',
    model: keyFrameModel(path, at),
    steps,
    imageSize,
    fps,
    picture: keyFrames[at]!.picture,
    seed,
    strength: evenStrength(steps, DRIFT_STRENGTH),
    duration: { unit: 'seconds', count: DRIFT_SECONDS },
  };
}

/** @throws TrilemmaError as {@link checkPathRecipe} */
export function driftAroundOther(path: DriftPath, picture: PathRecipe): DriftPath {
  checkFits(path, picture, 1);
  return { ...path, model: picture.model, picture: latentRecipe(picture) };
}

/** The drift's picture as a first key frame. */
export function keyFramesOfDrift(path: DriftPath): KeyFramePath {
  return { ...pathFrom({ ...path, ...path.picture }), fps: path.fps };
}

/** A path that can be rendered: a single key frame becomes a still. */
export function renderable(path: LatentPath): LatentPath {
  if (path.kind === 'drift' || path.keyFrames.length > 1) return path;
  const [only] = path.keyFrames;
  return { ...path, loop: false, keyFrames: [only!, only!], segments: [newSegment(path.steps)] };
}

function checkFits(path: LatentPath, picture: PathRecipe, index: number): void {
  checkPathRecipe({ ...path, seed: '0', temperature: { x_T: 1, z: 1 } }, picture, index);
}

/** In a loop, what any segment moves has to come back in the one that closes it. */
function closed(changed: KeyFramePath): KeyFramePath {
  const path = withOwnModels(changed);
  const { loop, segments } = path;
  const closing = segments.at(-1);
  if (!loop || closing === undefined) return path;
  const parts = segments.map((segment) => segment.parts).reduce(union);
  return { ...path, segments: segments.with(-1, { ...closing, parts }) };
}

function union(a: Parts, b: Parts): Parts {
  const both = (x: readonly number[], y: readonly number[]) =>
    [...new Set([...x, ...y])].sort((t, u) => t - u);
  return { x_T: a.x_T || b.x_T, z: both(a.z, b.z), noise: both(a.noise, b.noise) };
}

function keyFrameOf(picture: PathRecipe): PathKeyFrame {
  return { picture: latentRecipe(picture), hold: NO_HOLD, model: picture.model };
}

function newSegment(steps: number): PathSegment {
  return {
    duration: { unit: 'seconds', count: SEGMENT_SECONDS },
    easing: 'catmull-rom',
    parts: allParts(steps),
  };
}
