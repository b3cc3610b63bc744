/** Draws frames beside each other, and a line that tells which ones are in memory. */
import type { Picture } from '../../../shared/picture.ts';
import type { Drawables } from '../../pictures/loading/drawables.ts';
import { MARGIN } from './timeline-view.svelte.ts';

export interface StripScene {
  /** What is seen, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly scroll: number;
  readonly pixelsPerFrame: number;
  readonly frames: number;
  /** The picture nearest to a frame that is in memory, not further away than so many frames. */
  readonly near: (frame: number, away: number) => Picture | undefined;
  readonly has: (frame: number) => boolean;
}

const LINE = 3;
/** A picture stands in for others so many frames away, at most, while they are to come. */
const STAND_IN = 16;

/** The canvas's colour is that of the line. */
export function paintStrip(canvas: HTMLCanvasElement, drawables: Drawables, scene: StripScene): void {
  const { width, height, scroll } = scene;
  const context = canvas.getContext('2d')!;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.setTransform(ratio, 0, 0, ratio, -scroll * ratio, 0);
  context.imageSmoothingQuality = 'high';
  if (scene.frames === 0) return;
  paintPictures(context, drawables, scene);
  context.fillStyle = getComputedStyle(canvas).color;
  paintLine(context, scene);
}

function paintPictures(context: CanvasRenderingContext2D, drawables: Drawables, scene: StripScene): void {
  const { width, height, scroll, pixelsPerFrame, frames, near } = scene;
  const side = height - LINE - 1;
  const end = MARGIN + (frames - 1) * pixelsPerFrame;
  const first = Math.max(0, Math.floor((scroll - MARGIN) / side));
  for (let x = MARGIN + first * side; x < Math.min(end, scroll + width); x += side) {
    const middle = Math.round((x + side / 2 - MARGIN) / pixelsPerFrame);
    const picture = near(Math.min(frames - 1, middle), Math.max(STAND_IN, Math.ceil(side / pixelsPerFrame)));
    if (picture === undefined) continue;
    const shown = Math.min(side, end - x);
    const columns = (shown / side) * picture.width;
    context.drawImage(drawables.of(picture), 0, 0, columns, picture.height, x, 0, shown, side);
  }
}

function paintLine(context: CanvasRenderingContext2D, scene: StripScene): void {
  const { width, height, scroll, pixelsPerFrame, frames, has } = scene;
  const frameAt = (x: number) => (x - MARGIN) / pixelsPerFrame;
  const last = Math.min(frames - 1, Math.ceil(frameAt(scroll + width)));
  for (let frame = Math.max(0, Math.floor(frameAt(scroll))); frame <= last; frame++) {
    if (!has(frame)) continue;
    const from = Math.max(0, frame - 0.5);
    const to = Math.min(frames - 1, frame + 0.5);
    context.fillRect(MARGIN + from * pixelsPerFrame, height - LINE, (to - from) * pixelsPerFrame, LINE);
  }
}
