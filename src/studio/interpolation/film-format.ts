import { extname } from 'node:path';
import { TrilemmaError } from '../../shared/errors.ts';

/** What a path is written as. */
export const FILM_FORMATS = ['frames', 'gif', 'apng', 'webp', 'sheet'] as const;
export type FilmFormat = (typeof FILM_FORMATS)[number];

const BY_EXTENSION: ReadonlyMap<string, FilmFormat> = new Map([
  ['', 'frames'],
  ['.gif', 'gif'],
  ['.apng', 'apng'],
  ['.webp', 'webp'],
  ['.png', 'sheet'],
]);

const VIDEO = /^\.(?:mp4|m4v|mov|webm|mkv|avi)$/;

/**
 * The format that a name stands for: without extension a folder of frames, `.png` a sprite sheet.
 *
 * @throws TrilemmaError 'usage' where it is none of ours.
 */
export function filmFormat(out: string): FilmFormat {
  const extension = extname(out).toLowerCase();
  const format = BY_EXTENSION.get(extension);
  if (format !== undefined) return format;
  if (VIDEO.test(extension)) {
    throw new TrilemmaError(
      'usage',
      `Video files (${extension.slice(1)}) are encoded in the studio's window, not on the command line. Give a .gif, .webp, .apng or .png (sprite sheet), or a folder of frames for a video encoder.`,
    );
  }
  throw new TrilemmaError(
    'usage',
    `${out} says no format: give a .gif, .webp, .apng or .png (sprite sheet), a folder, or --format.`,
  );
}
