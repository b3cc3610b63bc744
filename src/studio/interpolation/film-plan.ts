/** Which pictures a film is made of, and what its format can hold. */
import { counted } from '../../shared/counted.ts';
import { framesOf, holdFrames, segmentFrames } from '../../core/latent/path/timeline.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { FilmFormat, FilmTarget } from '../../shared/path/film.ts';
import type { LatentPath } from '../../shared/path/latent-path.ts';

/** Browsers show shorter delays in GIFs than 1/50 s as 1/10 s. */
const MAX_GIF_FPS = 50;

/** Formats that are encoded as a whole keep their frames in memory. */
const MOST_BYTES = 2 ** 30;

/** A side that every reader of the format takes. */
const LARGEST_SIDE: Readonly<Record<FilmFormat, number>> = {
  mp4: 4096,
  webm: 8192,
  gif: 65_535,
  webp: 16_383,
  apng: 65_535,
  sheet: 32_767,
  frames: 65_535,
};

export interface FilmPlan {
  /** The path's frame that each picture is computed as. Frames of a key frame that is held share one picture. */
  readonly pictures: readonly number[];
  /** Indices of pictures, as they are shown. */
  readonly order: readonly number[];
  /** Pixels a side, after enlargement. */
  readonly side: number;
}

type TargetFacts = Pick<FilmTarget, 'format' | 'scale' | 'pingPong'>;

/** @throws {TrilemmaError} `usage` where the format cannot hold the film; `recipe-invalid` as `framesOf`. */
export function filmPlan(path: LatentPath, target: TargetFacts): FilmPlan {
  const shown = path.kind === 'drift' ? Array<number>(framesOf(path)).fill(1) : shownFrames(path);
  const pictures: number[] = [];
  const forth: number[] = [];
  for (const count of shown) {
    for (let k = 0; k < count; k++) forth.push(pictures.length);
    pictures.push(forth.length - count);
  }
  const order = target.pingPong ? [...forth, ...forth.slice(1, -1).reverse()] : forth;
  const plan = { pictures, order, side: path.imageSize * target.scale };
  checkFits(path, target, plan);
  return plan;
}

/** For how many frames each picture is shown. */
function shownFrames(path: Extract<LatentPath, { kind: 'key-frames' }>): readonly number[] {
  framesOf(path);
  return path.keyFrames.flatMap((_, index) => {
    const moving = index < path.segments.length ? segmentFrames(path, index) - 1 : 0;
    return [1 + holdFrames(path, index), ...Array<number>(moving).fill(1)];
  });
}

function checkFits(path: LatentPath, { format, pingPong }: TargetFacts, { order, side }: FilmPlan): void {
  const count = order.length;
  if (pingPong && (path.kind === 'drift' || path.loop)) {
    throw new TrilemmaError(
      'usage',
      'A loop already comes back to its start: leave out ping-pong, or the loop.',
    );
  }
  if (format === 'gif' && path.fps > MAX_GIF_FPS) {
    throw new TrilemmaError(
      'usage',
      `A GIF shows at most ${MAX_GIF_FPS} frames a second, not ${path.fps}. Take fewer, or WebP.`,
    );
  }
  const longest = format === 'sheet' ? side * Math.ceil(Math.sqrt(count)) : side;
  if (longest > LARGEST_SIDE[format]) {
    throw new TrilemmaError(
      'usage',
      `The ${format} would be ${longest} pixels wide; at most ${LARGEST_SIDE[format]} are possible. Take a smaller scale or fewer frames.`,
    );
  }
  if ((format === 'webp' || format === 'sheet') && 3 * side * side * count > MOST_BYTES) {
    throw new TrilemmaError(
      'usage',
      `${counted(count, 'frame')} of ${side} pixels are too much for one ${format}: it is encoded in memory. Take another format, fewer frames or a smaller scale.`,
    );
  }
}
