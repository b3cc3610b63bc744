/** Encodes the videos that wait for a window, for as long as this one is open. */
import { TrilemmaError } from '../../shared/errors.ts';
import type { VideoWork } from '../../shared/path/film.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import type { VideoFiles } from './encode-video.ts';
import { runEncoder } from './run-encoder.ts';
import { canEncode } from './video-support.ts';

const FORMAT_NAMES = { mp4: 'MP4 (H.264)', webm: 'WebM (VP9)' } as const;

/** @throws Error where it cannot be encoded */
export type Encode = (work: VideoWork, files: VideoFiles) => Promise<unknown>;

async function encodeHere(work: VideoWork, files: VideoFiles): Promise<void> {
  if (!(await canEncode(work))) {
    throw new Error(
      `${FORMAT_NAMES[work.format]} of ${work.width} × ${work.height} pixels cannot be encoded here. Choose another format or a smaller size.`,
    );
  }
  await runEncoder({ kind: 'encode', work }, files);
}

export class WaitingVideos {
  readonly #client: Pick<StudioClient, 'request'>;
  readonly #encode: Encode;
  #isRunning = false;
  #runAgain = false;

  constructor(client: Pick<StudioClient, 'request' | 'on'>, encode: Encode = encodeHere) {
    this.#client = client;
    this.#encode = encode;
    client.on('video-waiting', () => void this.encode());
  }

  /** Encodes what waits, one after another. */
  async encode(): Promise<void> {
    this.#runAgain = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#runAgain) {
        this.#runAgain = false;
        const work = await this.#client.request('video.claim', {});
        if (work === null) continue;
        this.#runAgain = true;
        await this.#work(work);
      }
    } catch {
      // The line is lost, and what was claimed is given back; a new line looks again.
    } finally {
      this.#isRunning = false;
    }
  }

  async #work(work: VideoWork): Promise<void> {
    const { job } = work;
    try {
      await this.#encode(work, {
        frames: (first, count) => this.#client.request('video.frames', { job, first, count }),
        append: (position, bytes) => this.#client.request('video.append', { job, position, bytes }),
      });
      await this.#client.request('video.finish', { job });
    } catch (error) {
      if (error instanceof TrilemmaError) {
        // The studio said so itself: the job is cancelled, failed, or out of reach.
        if (error.code === 'disconnected') throw error;
        return;
      }
      const message = error instanceof Error ? error.message : String(error);
      await this.#client.request('video.fail', { job, message });
    }
  }
}
