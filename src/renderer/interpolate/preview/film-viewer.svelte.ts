/** What of a path is on the screen: the playhead, and the frames that are in memory. */
import type { Device } from '../../../shared/device.ts';
import type { Picture } from '../../../shared/picture.ts';
import type { ProjectPath } from '../../../shared/path/project.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import type { Notices } from '../../app/notices.svelte.ts';
import { nearestFrame } from './fill-order.ts';
import { FrameCache } from './frame-cache.ts';
import { ShortNames } from '../../app/short-names.ts';
import { frameKeys } from './frame-keys.ts';
import { FrameLoader, type ShownPath } from './frame-loader.ts';
import { renderable } from '../path/path-edits.ts';
import { Player } from './player.svelte.ts';
import { layoutOf, type TimelineLayout } from '../timeline/timeline-layout.ts';

const EMPTY: TimelineLayout = { keyFrames: [], segments: [], frames: 0 };

interface ViewerParts {
  readonly client: Pick<StudioClient, 'request'>;
  readonly notices: Pick<Notices, 'error'>;
  readonly path: () => ProjectPath;
  readonly device: () => Device;
}

export class FilmViewer {
  readonly player = new Player(() => ({ frames: this.layout.frames, fps: this.#parts.path()?.fps ?? 1 }));
  readonly #parts: ViewerParts;
  readonly #cache = new FrameCache();
  readonly #loader: FrameLoader;
  readonly #names = new ShortNames();

  constructor(parts: ViewerParts) {
    this.#parts = parts;
    this.#loader = new FrameLoader(parts.client, parts.notices, this.#cache);
  }

  readonly layout: TimelineLayout = $derived.by(() => {
    const path = this.#parts.path();
    return path === null ? EMPTY : layoutOf(path);
  });

  /** What is fetched while the view is shown. */
  readonly shown: ShownPath | null = $derived.by(() => {
    const path = this.#parts.path();
    if (path === null) return null;
    const still = renderable(path);
    const keys = frameKeys(still, this.#names).slice(0, this.layout.frames);
    return { path: still, keys, device: this.#parts.device() };
  });

  /** What the preview shows: the frame under the playhead, or the nearest that is in memory. */
  readonly picture: Picture | null = $derived.by(() => {
    const { frame } = this.player;
    const there = nearestFrame(this.layout.frames, frame, (near) => this.has(near));
    return there === undefined ? null : (this.#pictureOf(there) ?? null);
  });

  /** True if the preview shows the frame of the playhead, and not an older one. */
  readonly isExact: boolean = $derived.by(() => {
    return this.has(this.player.frame);
  });

  /** Counts the frames that arrived. */
  get version(): number {
    return this.#cache.version;
  }

  has(frame: number): boolean {
    const key = this.shown?.keys[frame];
    return key !== undefined && this.#cache.has(key);
  }

  /** The frame that is in memory and nearest to one, but no further away. */
  near(frame: number, away: number): Picture | undefined {
    const first = Math.max(0, frame - away);
    const last = Math.min(this.layout.frames, frame + away + 1);
    const there = nearestFrame(last - first, frame - first, (near) => this.has(first + near));
    return there === undefined ? undefined : this.#pictureOf(first + there);
  }

  /** Fetches what is shown. Called again whenever that changes; null ends it. */
  fetch(shown: ShownPath | null): void {
    this.#loader.show(shown);
  }

  /** True if frames are fetched ahead of being looked at. */
  set isFilling(isFilling: boolean) {
    this.#loader.isFilling = isFilling;
  }

  /** Fetches the frame under the playhead first. */
  fetchFrame(frame: number): void {
    this.#loader.seek(frame);
  }

  #pictureOf(frame: number): Picture | undefined {
    return this.#cache.get(this.shown?.keys[frame] ?? '');
  }
}
