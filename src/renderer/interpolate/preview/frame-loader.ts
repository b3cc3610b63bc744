import { MAX_RENDERED_FRAMES } from '../../../shared/contract/film-requests.ts';
import type { Priority } from '../../../shared/contract/priority.ts';
import type { Device } from '../../../shared/device.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { LatentPath } from '../../../shared/path/latent-path.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import type { Notices } from '../../app/notices.svelte.ts';
import { RequestSize } from '../../app/request-size.ts';
import { fillOrder } from './fill-order.ts';
import type { FrameCache } from './frame-cache.ts';

/** A path that is on the screen. */
export interface ShownPath {
  readonly path: LatentPath;
  /** What decides the pixels of each frame. */
  readonly keys: readonly string[];
  readonly device: Device;
}

/** A path that changes under a hand is not filled until it rests. */
const REST_MS = 200;
/** The frame under the playhead waits for one request at most, so requests stay this short. */
const QUICK_MS = 150;

/**
 * Fetches frames in two lanes: the one under the playhead, of which the newest that is asked for waits while another is
 * under way; and, while nothing is asked for, all others.
 */
export class FrameLoader {
  readonly #client: Pick<StudioClient, 'request'>;
  readonly #notices: Pick<Notices, 'error'>;
  readonly #cache: FrameCache;
  #shown: ShownPath | null = null;
  #playhead = 0;
  #isSeeking = false;
  #filling: AbortController | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #mayFill = true;
  readonly #size = new RequestSize(2, MAX_RENDERED_FRAMES, QUICK_MS);
  /** Frames of the path on the screen that could not be made. */
  readonly #failed = new Set<string>();

  constructor(client: Pick<StudioClient, 'request'>, notices: Pick<Notices, 'error'>, cache: FrameCache) {
    this.#client = client;
    this.#notices = notices;
    this.#cache = cache;
  }

  /** Shows another path, or none. */
  show(shown: ShownPath | null): void {
    this.#shown = shown;
    this.#failed.clear();
    this.#filling?.abort();
    clearTimeout(this.#resting);
    if (shown === null) return;
    void this.#seek();
    this.#fillSoon();
  }

  /** True if frames may be made ahead of being asked for, which would delay jobs. */
  set isFilling(isFilling: boolean) {
    this.#mayFill = isFilling;
    if (isFilling) this.#fillSoon();
    else {
      clearTimeout(this.#resting);
      this.#filling?.abort();
    }
  }

  /** Where the playhead is. */
  seek(frame: number): void {
    this.#playhead = frame;
    void this.#seek();
    this.#fillSoon();
  }

  #fillSoon(): void {
    if (this.#shown === null || !this.#mayFill || this.#filling?.signal.aborted === false) return;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.#fill(), REST_MS);
  }

  async #seek(): Promise<void> {
    if (this.#isSeeking) return;
    this.#isSeeking = true;
    for (let frame = this.#wanted(); frame !== undefined; frame = this.#wanted()) {
      await this.#load([frame], 'preview');
    }
    this.#isSeeking = false;
  }

  #wanted(): number | undefined {
    return this.#isMissing(this.#playhead) ? this.#playhead : undefined;
  }

  async #fill(): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#filling = controller;
    for (let next = this.#nextToFill(); next.length > 0; next = this.#nextToFill()) {
      const started = performance.now();
      const isLoaded = await this.#load(next, 'view', signal);
      if (signal.aborted) return;
      if (!isLoaded) break;
      this.#size.answered(performance.now() - started);
    }
    // It goes on when the playhead moves on.
    controller.abort();
  }

  #nextToFill(): readonly number[] {
    const next: number[] = [];
    if (this.#shown === null) return next;
    const { path, keys } = this.#shown;
    const keysOfNext = new Set<string>();
    // More than there is room for would push out what is nearer.
    let room = this.#cache.capacity(path.imageSize);
    for (const frame of fillOrder(keys.length, this.#playhead)) {
      if (room-- <= 0 || next.length === this.#size.value) break;
      if (!this.#isMissing(frame) || keysOfNext.has(keys[frame]!)) continue;
      keysOfNext.add(keys[frame]!);
      next.push(frame);
    }
    return next;
  }

  #isMissing(frame: number): boolean {
    const key = this.#shown?.keys[frame];
    return key !== undefined && !this.#cache.has(key) && !this.#failed.has(key);
  }

  /** @returns whether they are there now. */
  async #load(frames: readonly number[], priority: Priority, signal?: AbortSignal): Promise<boolean> {
    const shown = this.#shown;
    if (shown === null) return false;
    const { path, keys, device } = shown;
    try {
      await this.#client.request(
        'paths.render',
        { path, frames, device, priority },
        { signal, onProgress: ({ frame, picture }) => this.#cache.add(keys[frame]!, picture) },
      );
      return true;
    } catch (error) {
      const code = error instanceof TrilemmaError ? error.code : undefined;
      if (code === 'cancelled' || shown !== this.#shown) return false;
      for (const frame of frames) this.#failed.add(keys[frame]!);
      this.#notices.error(error);
      return false;
    }
  }
}
