/**
 * Videos that windows encode: only a browser's engine has the encoders. A window claims a video, asks for its frames,
 * and hands in the file piece by piece; where its line is lost, another one begins anew.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { replaceFile } from '../../platform/atomic-write.ts';
import { fileError } from '../../platform/file-error.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { VideoFormat, VideoWork } from '../../shared/path/film.ts';
import type { RgbPixels } from '../../shared/picture.ts';
import type { FilmSource } from './film-source.ts';
import { makeFolderOf } from './out-folder.ts';
import { videoCommentOf } from './path/path-metadata.ts';

/** What is to become of a film. */
interface Order {
  readonly work: VideoWork;
  readonly source: FilmSource;
  readonly out: string;
  /** Settled when the file has its name. */
  readonly stored: PromiseWithResolvers<null>;
}

interface Video extends Order {
  readonly file: FileHandle;
  /** Aborted when nothing is to be done any more. */
  readonly ended: AbortSignal;
  /** The line of the window that encodes it. */
  claimedBy: AbortSignal | undefined;
  /** What was asked of the file, in order. */
  writing: Promise<unknown>;
  /** Settled by the window. */
  readonly encoded: PromiseWithResolvers<null>;
}

export class VideoQueue {
  readonly #waiting: () => void;
  readonly #videos = new Map<string, Video>();

  /** @param waiting called when a video waits for a window */
  constructor(waiting: () => void) {
    this.#waiting = waiting;
  }

  /**
   * Has a window encode a film.
   *
   * @param job id of the job that waits for it
   * @returns bytes of the file.
   * @throws {TrilemmaError} `cancelled` after the signal; `file` where it cannot be written; `engine-failed` with the
   *   window's words where it cannot encode it.
   */
  async encode(
    source: FilmSource,
    { job, format, out }: { readonly job: string; readonly format: VideoFormat; readonly out: string },
    signal: AbortSignal,
  ): Promise<number> {
    const { side, path, order: shown } = source;
    const comment = videoCommentOf(path);
    const work = { job, format, width: side, height: side, fps: path.fps, frames: shown.length, comment };
    const stored = Promise.withResolvers<null>();
    stored.promise.catch(() => undefined);
    try {
      await makeFolderOf(out);
      const order = { work, source, out, stored };
      await replaceFile(out, (temporary, mode) => this.#received(temporary, mode, order, signal));
      stored.resolve(null);
    } catch (error) {
      stored.reject(error);
      throw error;
    }
    return (await stat(out)).size;
  }

  /** @param line aborted when the window is gone. @returns null where no video waits. */
  claim(line: AbortSignal): VideoWork | null {
    const video = [...this.#videos.values()].find(({ claimedBy }) => claimedBy === undefined);
    if (video === undefined || line.aborted) return null;
    video.claimedBy = line;
    line.addEventListener('abort', () => this.#giveBack(video), { signal: video.ended });
    return video.work;
  }

  /**
   * Frames as they are shown; waits until they are there. Beyond the last there are none.
   *
   * @throws {TrilemmaError} `cancelled` where the window does not have the video any more, as the following do.
   */
  async frames(line: AbortSignal, job: string, first: number, count: number): Promise<readonly RgbPixels[]> {
    const { order, enlarged } = this.#claimed(line, job).source;
    const pictures = order.slice(first, first + count);
    return Promise.all(pictures.map((picture) => enlarged(picture)));
  }

  /** Writes a piece of the file. */
  async append(line: AbortSignal, job: string, position: number, bytes: Uint8Array): Promise<void> {
    const video = this.#claimed(line, job);
    await this.#inTurn(video, async () => {
      if (video.claimedBy === line) await video.file.write(bytes, 0, bytes.length, position);
    });
  }

  /** The file is whole. Resolves when it has its name. */
  async finish(line: AbortSignal, job: string): Promise<void> {
    const video = this.#claimed(line, job);
    await video.writing;
    video.encoded.resolve(null);
    await video.stored.promise;
  }

  /** @param message why the window cannot encode it, for the user. */
  fail(line: AbortSignal, job: string, message: string): void {
    this.#claimed(line, job).encoded.reject(new TrilemmaError('engine-failed', message));
  }

  /** The file under its temporary name, on the disk when a window has encoded the video. */
  async #received(temporary: string, mode: number, order: Order, signal: AbortSignal): Promise<void> {
    const file = await open(temporary, 'wx', mode);
    const ended = new AbortController();
    const video: Video = {
      ...order,
      file,
      claimedBy: undefined,
      ended: ended.signal,
      writing: Promise.resolve(null),
      encoded: Promise.withResolvers<null>(),
    };
    const cancel = () => video.encoded.reject(new TrilemmaError('cancelled', 'Cancelled.'));
    signal.addEventListener('abort', cancel, { signal: ended.signal });
    if (signal.aborted) cancel();
    try {
      this.#videos.set(order.work.job, video);
      this.#waiting();
      await video.encoded.promise;
      await file.sync();
    } finally {
      this.#videos.delete(order.work.job);
      ended.abort();
      await video.writing;
      await file.close();
    }
  }

  #giveBack(video: Video): void {
    video.claimedBy = undefined;
    void this.#inTurn(video, () => video.file.truncate(0)).catch(() => undefined);
    this.#waiting();
  }

  /** Where the file cannot be written, that ends the video. */
  async #inTurn(video: Video, action: () => Promise<unknown>): Promise<void> {
    const written = video.writing.then(action);
    video.writing = written.catch((cause: unknown) => {
      video.encoded.reject(fileError(`${video.out} cannot be written`, cause));
    });
    await written;
  }

  #claimed(line: AbortSignal, job: string): Video {
    const video = this.#videos.get(job);
    if (video?.claimedBy === line) return video;
    throw new TrilemmaError('cancelled', 'The video is not encoded by this window any more.');
  }
}
