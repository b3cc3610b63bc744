/** Films as files, in the formats that need no window. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { writeFileAtomically } from '../../../platform/atomic-write.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { FilmFormat, VideoFormat } from '../../../shared/path/film.ts';
import { encodePng } from '../../pictures/pixels.ts';
import { insertChunks } from '../../pictures/png.ts';
import { writeRecipe } from '../../pictures/recipe-in-png.ts';
import { encodeApng } from './apng.ts';
import { type FilmSource, inOrder } from '../film-source.ts';
import { FrameFolder } from './frame-folder.ts';
import { encodeGif } from './gif.ts';
import { makeFolderOf } from '../out-folder.ts';
import { pathChunks, pathComment, pathXmp } from '../path/path-metadata.ts';
import { spriteSheet } from './sprite-sheet.ts';
import { encodeWebp } from './webp.ts';

/**
 * Writes a film as its pictures come; what ends before its end leaves what was there before.
 *
 * @param out the file, or the folder of frames
 * @param id the same for each try to write the same film
 * @returns bytes written.
 * @throws {TrilemmaError} `file` where it cannot be written; what ended the film before.
 */
export async function writeFilm(
  source: FilmSource,
  format: Exclude<FilmFormat, VideoFormat>,
  out: string,
  id: string = randomUUID(),
): Promise<number> {
  if (format === 'frames') return writeFrames(source, out, id);
  await makeFolderOf(out);
  await writeFileAtomically(out, await encoded(source, format));
  return (await stat(out)).size;
}

async function encoded(source: FilmSource, format: Exclude<FilmFormat, VideoFormat | 'frames'>) {
  const { path } = source;
  switch (format) {
    case 'gif':
      return encodeGif(source, pathComment(path));
    case 'apng':
      return encodeApng(source, pathChunks(path));
    case 'webp':
      return encodeWebp(source, pathXmp(path));
    case 'sheet':
      return insertChunks(await encodePng(await spriteSheet(source)), pathChunks(path), () => false);
    default:
      return assertNever(format);
  }
}

/** The path, beside the frames. */
export const PATH_FILE = 'path.json';

/** Digits that the numbers of frames have, so that names sort as they do. */
const LEAST_DIGITS = 5;

async function writeFrames(source: FilmSource, out: string, id: string): Promise<number> {
  const { path, order, enlarged, recipe } = source;
  await using folder = await FrameFolder.create(out, id);
  const digits = Math.max(LEAST_DIGITS, String(order.length - 1).length);
  const png = async (picture: number) =>
    writeRecipe(await encodePng(await enlarged(picture)), recipe(picture));
  let place = 0;
  for await (const bytes of inOrder(order, png)) {
    await folder.write(`frame-${String(place++).padStart(digits, '0')}.png`, bytes);
  }
  await folder.write(PATH_FILE, `${JSON.stringify(path, null, 2)}\n`);
  await folder.finish();
  return folder.bytes;
}
