/** What films carry, in every format, read back. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { FILM_FORMATS, type FilmFormat } from '../../../shared/path/film.ts';
import { isVideo } from '../film-format.ts';
import { readPath } from './read-path.ts';
import { film, video } from '../testing/video.ts';
import { writeFilm } from '../encoders/write-film.ts';

async function written(format: FilmFormat): Promise<string> {
  const folder = temporaryFolder();
  const out = join(folder, `film.${format}`);
  if (isVideo(format)) writeFileSync(out, await video(format));
  else if (format === 'frames') {
    // Frames carry recipes, which this film has none of; its path lies beside them.
    writeFileSync(join(folder, 'path.json'), JSON.stringify(film.path));
    return folder;
  } else await writeFilm(film, format, out);
  return out;
}

describe('readPath', () => {
  it.each(FILM_FORMATS)('reads what is written: %s', async (format) => {
    await expect(readPath(await written(format))).resolves.toEqual(film.path);
  });

  const FILES = FILM_FORMATS.filter((format) => format !== 'frames');

  it.each(FILES)('goes by what a file holds, not by its name: %s', async (format) => {
    const out = await written(format);
    for (const name of ['film', 'film.png', 'film.gif', 'film.json']) {
      const renamed = join(out, '..', `other-${name}`);
      copyFileSync(out, renamed);
      await expect(readPath(renamed)).resolves.toEqual(film.path);
    }
  });

  it.each(FILES)(
    'gives the whole path or says what is wrong where a file is cut short: %s',
    async (format) => {
      const out = await written(format);
      const bytes = readFileSync(out);
      for (const length of [
        0,
        1,
        12,
        ...[0.01, 0.1, 0.5, 0.9, 0.99].map((share) => Math.floor(share * bytes.length)),
      ]) {
        writeFileSync(out, bytes.subarray(0, length));
        const read = await readPath(out).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toBeInstanceOf(TrilemmaError);
        else expect(read).toEqual(film.path);
      }
    },
  );

  it('says what carries a path where a file is none of that', async () => {
    const file = join(temporaryFolder(), 'notes.txt');
    writeFileSync(file, 'hello');
    await expect(readPath(file)).rejects.toThrow(/notes.txt carries no path: give an MP4, WebM, GIF/);
  });
});
