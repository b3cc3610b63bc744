/** Films as files, in the formats that need no window. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { writeFolder } from '../../../platform/atomic-folder.ts';
import { writeFileAtomically } from '../../../platform/atomic-write.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { FilmFormat, VideoFormat } from '../../../shared/path/film.ts';
import { encodePng } from '../../pictures/pixels.ts';
import { insertChunks } from '../../pictures/png.ts';
import { writeRecipe } from '../../pictures/recipe-in-png.ts';
import { encodeApng } from './apng.ts';
import { type FilmSource, inOrder } from '../film-source.ts';
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

function writeFrames(
  { path, order, enlarged, recipe }: FilmSource,
  out: string,
  id: string,
): Promise<number> {
  const digits = Math.max(LEAST_DIGITS, String(order.length - 1).length);
  const png = async (picture: number) =>
    writeRecipe(await encodePng(await enlarged(picture)), recipe(picture));
  return writeFolder(
    out,
    async (folder) => {
      let bytes = 0;
      const write = async (name: string, content: Uint8Array) => {
        await folder.write(name, content);
        bytes += content.length;
      };
      let frame = 0;
      for await (const file of inOrder(order, png)) {
        await write(`frame-${String(frame++).padStart(digits, '0')}.png`, file);
      }
      await write(PATH_FILE, Buffer.from(`${JSON.stringify(path, null, 2)}\n`));
      return bytes;
    },
    id,
  );
}
