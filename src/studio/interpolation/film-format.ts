import { extname } from 'node:path';
import { TrilemmaError } from '../../shared/errors.ts';
import { type FilmFormat, VIDEO_FORMATS, type VideoFormat } from '../../shared/path/film.ts';

const BY_EXTENSION: ReadonlyMap<string, FilmFormat> = new Map([
  ['', 'frames'],
  ['.mp4', 'mp4'],
  ['.webm', 'webm'],
  ['.gif', 'gif'],
  ['.webp', 'webp'],
  ['.apng', 'apng'],
  ['.png', 'sheet'],
]);

/**
 * The format that a name means: without extension a folder of frames, `.png` a sprite sheet.
 *
 * @throws TrilemmaError 'usage' where it is none of ours.
 */
export function filmFormat(out: string): FilmFormat {
  const format = BY_EXTENSION.get(extname(out).toLowerCase());
  if (format !== undefined) return format;
  throw new TrilemmaError(
    'usage',
    `${out} says no format: give a .mp4, .webm, .gif, .webp, .apng or .png (sprite sheet), a folder, or --format.`,
  );
}

/**
 * @throws TrilemmaError 'usage' where a name says another format than the one that is asked for. APNGs are called .png
 *   too.
 */
export function checkFilmName(out: string, format: FilmFormat): void {
  const named = BY_EXTENSION.get(extname(out).toLowerCase());
  const isFolder = named === 'frames';
  if (named === undefined || isFolder || named === format || (named === 'sheet' && format === 'apng')) return;
  throw new TrilemmaError('usage', `${out} says another format than --format ${format}: let them agree.`);
}

/** Those that a window has to encode. */
export function isVideo(format: FilmFormat): format is VideoFormat {
  return VIDEO_FORMATS.some((video) => video === format);
}
