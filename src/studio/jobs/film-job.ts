import { makeFilm } from '../interpolation/film.ts';
import { isVideo } from '../interpolation/film-format.ts';
import type { PathServices } from '../interpolation/path-services.ts';
import type { VideoQueue } from '../interpolation/video-queue.ts';
import { writeFilm } from '../interpolation/encoders/write-film.ts';
import type { JobFolders } from './job-folders.ts';
import type { JobRunners } from './job-runner.ts';
import { survivingTheEngine } from '../engine-deaths.ts';

export interface FilmServices {
  readonly paths: PathServices;
  readonly videos: VideoQueue;
  readonly jobFolders: JobFolders;
}

/** A film from its path. Pictures that an earlier try computed are not computed again. */
export function filmRunner({ paths, videos, jobFolders }: FilmServices): JobRunners['render-film'] {
  return async ({ path, device, target }, { id: job, signal, progress }) => {
    const { format, out } = target;
    const folder = await jobFolders.of(job);
    const film = await survivingTheEngine(async () => {
      const onProgress = (done: number, total: number) => progress(done, total, 'frames');
      return makeFilm(paths, { path, target, device, folder, signal, onProgress }, (source, either) =>
        isVideo(format)
          ? videos.encode(source, { job, format, out }, either)
          : writeFilm(source, format, out, job),
      );
    });
    return { kind: 'render-film', path: film.file, frames: film.frames, bytes: film.bytes };
  };
}
