/** Films that are made in one go: their pictures are kept only meanwhile, beside the film. */
import { temporaryBeside, UnfinishedFolder } from '../../platform/atomic-folder.ts';
import { fileError } from '../../platform/file-error.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { type Film, makeFilm } from './film.ts';
import { isVideo } from './film-format.ts';
import type { FilmOptions } from './film-options.ts';
import { filmPlan } from './film-plan.ts';
import type { PathServices } from './path-services.ts';
import { writeFilm } from './encoders/write-film.ts';

/** @throws {TrilemmaError} `usage` where the film is a video; else as `makeFilm`. */
export async function filmAtOnce(
  services: PathServices,
  options: Omit<FilmOptions, 'folder'>,
): Promise<Film> {
  const { path, target } = options;
  const { format, out } = target;
  if (isVideo(format)) throw new TrilemmaError('usage', 'Videos are encoded by a window of the studio.');
  filmPlan(path, target);
  await using frames = await UnfinishedFolder.make(temporaryBeside(out)).catch((cause: unknown) => {
    throw fileError(`${out} cannot be written`, cause);
  });
  return await makeFilm(services, { ...options, folder: frames.path }, (source) =>
    writeFilm(source, format, out),
  );
}
