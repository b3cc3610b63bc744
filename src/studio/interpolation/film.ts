/** A path as a file, or as a folder of frames. */
import { dirname, resolve } from 'node:path';
import { framesOf } from '../../core/latent/path-timeline.ts';
import type { EngineClient } from '../../engine/client.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { makeFolder } from '../../platform/durable-folder.ts';
import { fileError } from '../../platform/file-error.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { DeviceChoice } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { writeRecipe } from '../pictures/recipe-in-png.ts';
import { insertChunks } from '../pictures/png.ts';
import { encodePng, type Pixels, toPixels } from '../pictures/image.ts';
import type { GeneratedPicture } from '../pictures/write.ts';
import { encodeApng } from './apng.ts';
import type { FilmFormat } from './film-format.ts';
import { FrameFolder } from './frame-folder.ts';
import { encodeGif, MAX_GIF_FPS } from './gif.ts';
import { pathChunks, pathComment, pathXmp } from './path-metadata.ts';
import { renderPath, type RenderPathOptions } from './render-path.ts';
import { spriteSheet } from './sprite-sheet.ts';
import { type Upscale, upscaled } from './upscale.ts';
import { encodeWebp } from './webp.ts';

/** Formats that are encoded as a whole keep their frames in memory. */
const MOST_BYTES = 2 ** 30;

/** A side that every reader of the format takes. */
const LARGEST_SIDE: Readonly<Record<FilmFormat, number>> = {
  frames: 65_535,
  gif: 65_535,
  apng: 65_535,
  webp: 16_383,
  sheet: 32_767,
};

export interface FilmOptions extends Omit<RenderPathOptions, 'onFrame'> {
  readonly format: FilmFormat;
  /** The file, or the folder of frames. */
  readonly out: string;
  /** Enlargement, a whole number from 1. */
  readonly scale: number;
  readonly upscale: Upscale;
  /** Whether it is played forth and back. */
  readonly pingPong: boolean;
}

export interface Film {
  /** The file, or the folder. */
  readonly file: string;
  /** As shown: a film that goes forth and back shows most pictures twice. */
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  readonly device: DeviceChoice;
}

/**
 * Renders a path and writes it; what is left before its end leaves nothing behind.
 *
 * @throws {TrilemmaError} `usage` where the format cannot hold the film; `file` where it cannot be written; else as
 *   `renderPath`.
 */
export async function renderFilm(engine: EngineClient, options: FilmOptions): Promise<Film> {
  checkFits(options);
  return options.format === 'frames'
    ? renderFolder(engine, options)
    : renderFile(engine, options, options.format);
}

async function renderFolder(engine: EngineClient, options: FilmOptions): Promise<Film> {
  const { path, out } = options;
  await using folder = await FrameFolder.create(out);
  const order = playOrder(options);
  const places = framePlaces(order);
  const digits = Math.max(5, String(order.length - 1).length);
  const { frames, device } = await eachFrame(engine, options, async (frame, pixels, { recipe }) => {
    const png = writeRecipe(await encodePng(pixels), recipe);
    for (const place of places[frame]!) {
      await folder.write(`frame-${String(place).padStart(digits, '0')}.png`, png);
    }
    return pixels;
  });
  await folder.write('path.json', `${JSON.stringify(path, null, 2)}\n`);
  await folder.finish();
  return film(options, device, frames[0]!, order.length);
}

async function renderFile(
  engine: EngineClient,
  options: FilmOptions,
  format: Exclude<FilmFormat, 'frames'>,
): Promise<Film> {
  const { path, out } = options;
  await makeFolderOf(out);
  const order = playOrder(options);
  if (format === 'apng') {
    const encoded: Uint8Array[] = [];
    const { frames, device } = await eachFrame(engine, options, async (frame, pixels) => {
      encoded[frame] = await encodePng(pixels);
      return { width: pixels.width, height: pixels.height };
    });
    const apng = encodeApng(encoded, order, path.fps, pathChunks(path));
    await writeFileAtomically(out, apng);
    return film(options, device, frames[0]!, order.length);
  }
  const { frames, device } = await eachFrame(engine, options, (_, pixels) => Promise.resolve(pixels));
  await writeFileAtomically(out, await encoded(format, frames, order, options));
  return film(options, device, frames[0]!, order.length);
}

async function encoded(
  format: 'gif' | 'webp' | 'sheet',
  frames: readonly Pixels[],
  order: readonly number[],
  { path }: FilmOptions,
): Promise<Uint8Array> {
  switch (format) {
    case 'gif':
      return encodeGif(frames, order, path.fps, pathComment(path));
    case 'webp':
      return encodeWebp(frames, order, path.fps, pathXmp(path));
    case 'sheet': {
      const png = await encodePng(spriteSheet(frames, order));
      return insertChunks(png, pathChunks(path), () => false);
    }
    default:
      return assertNever(format);
  }
}

/** Where a folder cannot be made, that is known before anything is rendered. */
async function makeFolderOf(file: string): Promise<void> {
  try {
    await makeFolder(dirname(resolve(file)));
  } catch (cause) {
    throw fileError(`${file} cannot be written`, cause);
  }
}

/** Renders, enlarges and treats every frame; the engine goes on computing meanwhile. */
async function eachFrame<T>(
  engine: EngineClient,
  options: FilmOptions,
  treat: (frame: number, pixels: Pixels, picture: GeneratedPicture) => Promise<T>,
): Promise<{ frames: readonly T[]; device: DeviceChoice }> {
  const { scale, upscale, signal } = options;
  const treated: Promise<T>[] = [];
  const failed = new AbortController();
  const rendering = renderPath(engine, {
    ...options,
    signal: signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]),
    onFrame: (frame, picture) => {
      treated[frame] = upscaled(toPixels(picture.image), scale, upscale).then((pixels) =>
        treat(frame, pixels, picture),
      );
      treated[frame].catch(() => failed.abort());
    },
  });
  try {
    const device = await rendering;
    return { frames: await Promise.all(treated), device };
  } catch (error) {
    // What ended the rendering, where it was a frame; and no frame is written any more after this.
    const outcomes = await Promise.allSettled(treated);
    const broken = outcomes.find((outcome) => outcome.status === 'rejected');
    throw broken === undefined ? error : broken.reason;
  }
}

/** Frames in the order that they are shown in. */
function playOrder({ path, pingPong }: FilmOptions): readonly number[] {
  const frames = Array.from({ length: framesOf(path) }, (_, frame) => frame);
  return pingPong ? [...frames, ...frames.slice(1, -1).reverse()] : frames;
}

/** Where each frame is shown. */
function framePlaces(order: readonly number[]): readonly (readonly number[])[] {
  const places: number[][] = [];
  order.forEach((frame, place) => (places[frame] ??= []).push(place));
  return places;
}

function film(
  { out }: FilmOptions,
  device: DeviceChoice,
  { width, height }: { readonly width: number; readonly height: number },
  frames: number,
): Film {
  return { file: out, frames, width, height, device };
}

function checkFits(options: FilmOptions): void {
  const { path, scale, format, pingPong } = options;
  const count = playOrder(options).length;
  const side = path.imageSize * scale;
  const loops = path.kind === 'drift' || path.loop;
  if (pingPong && loops) {
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
  if (format !== 'frames' && format !== 'apng' && 3 * side * side * count > MOST_BYTES) {
    throw new TrilemmaError(
      'usage',
      `${count} frames of ${side} pixels are too much for one ${format}: it is encoded in memory. Give a folder, or take fewer frames or a smaller scale.`,
    );
  }
}
