/** Where everything of a path lies in time, in frames. */
import { framesOf, holdFrames, segmentFrames } from '../../../core/latent/path/timeline.ts';
import type { LatentPath } from '../../../shared/path/latent-path.ts';

interface Span {
  readonly start: number;
  /** Frames for which the key frame is held, beside its own. */
  readonly frames: number;
}

export interface TimelineLayout {
  /** Empty in a drift. */
  readonly keyFrames: readonly Span[];
  readonly segments: readonly Span[];
  readonly frames: number;
}

export function layoutOf(path: LatentPath): TimelineLayout {
  if (path.kind === 'drift') return { keyFrames: [], segments: [], frames: framesOf(path) };
  const keyFrames: Span[] = [];
  const segments: Span[] = [];
  let start = 0;
  for (const index of path.keyFrames.keys()) {
    const held = holdFrames(path, index);
    keyFrames.push({ start, frames: held });
    start += held;
    if (index === path.segments.length) break;
    const frames = segmentFrames(path, index);
    segments.push({ start, frames });
    start += frames;
  }
  return { keyFrames, segments, frames: framesOf(path) };
}

/** Before which key frame something comes that is put down at a frame. */
export function placeAt({ keyFrames }: TimelineLayout, frame: number): number {
  const after = keyFrames.findIndex(({ start }) => frame < start);
  return after < 0 ? keyFrames.length : after;
}

/** Where a key frame comes to stand that is taken from its place and put down at a frame. */
export function reorderedPlace(layout: TimelineLayout, from: number, frame: number): number {
  const place = placeAt(layout, frame);
  return place > from ? place - 1 : place;
}

/** The next key frame's first frame before or after a frame; the end of the path where there is none. */
export function nextStop(layout: TimelineLayout, frame: number, step: 1 | -1): number {
  const stops = [...layout.keyFrames.map(({ start }) => start), 0, layout.frames - 1];
  const beyond = stops.filter((stop) => (stop - frame) * step > 0);
  if (beyond.length === 0) return frame;
  return step > 0 ? Math.min(...beyond) : Math.max(...beyond);
}

/** Minutes, seconds and frames: `0:02.12`. */
export function timeCode(frame: number, fps: number): string {
  const seconds = Math.floor(frame / fps + 1e-9);
  const rest = Math.max(0, Math.round(frame - seconds * fps));
  const digits = String(Math.max(0, Math.ceil(fps) - 1)).length;
  const two = String(seconds % 60).padStart(2, '0');
  return `${Math.floor(seconds / 60)}:${two}.${String(rest).padStart(digits, '0')}`;
}

interface Tick {
  readonly frame: number;
  /** Null between two that have one. */
  readonly label: string | null;
}

const LEAST_BETWEEN_LABELS = 72;
const LEAST_BETWEEN_TICKS = 9;
const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** Marks of a ruler at even times, as many as have room. @param pixelsPerFrame CSS pixels */
export function ticksOf(frames: number, fps: number, pixelsPerFrame: number): readonly Tick[] {
  const steps = [...[1, 2, 5, 10].filter((step) => step < fps), ...SECONDS.map((s) => s * fps)];
  const atLeast = (pixels: number) => steps.find((step) => step * pixelsPerFrame >= pixels) ?? steps.at(-1)!;
  const labelled = atLeast(LEAST_BETWEEN_LABELS);
  const small = steps.find(
    (step) => step * pixelsPerFrame >= LEAST_BETWEEN_TICKS && isWhole(labelled / step),
  );
  const step = small ?? labelled;
  const count = Math.floor((frames - 1) / step) + 1;
  return Array.from({ length: count }, (_, i) => {
    const frame = i * step;
    return { frame, label: isWhole(frame / labelled) ? timeCode(Math.round(frame), fps) : null };
  });
}

function isWhole(x: number): boolean {
  return Math.abs(x - Math.round(x)) < 1e-6;
}
