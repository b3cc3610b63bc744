import { LRUCache } from 'lru-cache';
import { createSubscriber } from 'svelte/reactivity';
import type { Device } from '../../../shared/device.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Picture } from '../../../shared/picture.ts';
import type { LatentRecipe } from '../../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import type { Notices } from '../../app/notices.svelte.ts';
import { RequestSize } from '../../app/request-size.ts';

/** A picture among many on the screen. */
export interface Tile {
  /** What it is found by; of one source, pictures of the same key are the same. */
  readonly key: string;
  readonly picture: LatentRecipe;
}

export interface TileSource {
  readonly model: string;
  readonly steps: number;
  readonly device: Device;
}

export interface TileLoaderOptions {
  /** Tiles that are remembered. */
  readonly capacity?: number;
  /** True if a request goes on when none of its tiles is wanted any more, as where each change replaces all tiles. */
  readonly finishes?: boolean;
  /** Called for each tile that arrives, before what depends on it is updated. */
  readonly onload?: (tile: Tile, picture: Picture) => void;
}

interface Request {
  readonly tiles: readonly Tile[];
  readonly controller: AbortController;
}

/** A second one waits in line, so that the engine never waits for the interface. */
const REQUESTS_AT_ONCE = 2;
const LARGEST_REQUEST = 16;
/** Something more urgent waits for one request at most, so requests stay this short. */
const QUICK_MS = 120;

/** Loads the pictures of a map or a grid in small requests, most urgent first, and remembers the last used. */
export class TileLoader {
  readonly #client: Pick<StudioClient, 'request'>;
  readonly #notices: Pick<Notices, 'error'>;
  readonly #finishes: boolean;
  readonly #onload: TileLoaderOptions['onload'];
  readonly #loaded: LRUCache<string, Picture>;
  readonly #failed = new Set<string>();
  readonly #running = new Set<Request>();
  #source: TileSource | null = null;
  #wanted: readonly Tile[] = [];
  readonly #size = new RequestSize(1, LARGEST_REQUEST, QUICK_MS);
  #version = 0;
  #tell: (() => void) | undefined;
  readonly #follow = createSubscriber((tell) => {
    this.#tell = tell;
  });

  constructor(
    client: Pick<StudioClient, 'request'>,
    notices: Pick<Notices, 'error'>,
    { capacity = 300, finishes = false, onload }: TileLoaderOptions = {},
  ) {
    this.#client = client;
    this.#notices = notices;
    this.#loaded = new LRUCache({ max: capacity });
    this.#finishes = finishes;
    this.#onload = onload;
  }

  /** Counts the tiles that arrived: whatever reads it is updated with each. */
  get version(): number {
    this.#follow();
    return this.#version;
  }

  /** Keys of the tiles that are asked for. */
  get underWay(): readonly string[] {
    return [...this.#running].flatMap(({ tiles }) => tiles.map(({ key }) => key));
  }

  get(key: string): Picture | undefined {
    this.#follow();
    return this.#loaded.get(key);
  }

  /** Takes a tile that came another way. */
  add(key: string, picture: Picture): void {
    this.#loaded.set(key, picture);
    this.#changed();
  }

  /**
   * What is on the screen now, most urgent first. Requests of which no tile is wanted any more are cancelled.
   * Another source forgets all. What failed is tried again when it comes back onto the screen.
   */
  want(source: TileSource, tiles: readonly Tile[]): void {
    if (!isSameSource(this.#source, source)) this.#forgetAll();
    this.#source = source;
    this.#wanted = tiles;
    const keys = new Set(tiles.map(({ key }) => key));
    for (const key of this.#failed) if (!keys.has(key)) this.#failed.delete(key);
    if (!this.#finishes) {
      for (const request of this.#running) {
        if (!request.tiles.some(({ key }) => keys.has(key) && !this.#loaded.has(key))) this.#cancel(request);
      }
    }
    this.#fill();
  }

  /** Tries again what failed. */
  retry(): void {
    this.#failed.clear();
    this.#fill();
  }

  /** Cancels what is under way; nothing more is asked for until the next `want`. */
  close(): void {
    this.#wanted = [];
    for (const request of this.#running) this.#cancel(request);
  }

  #fill(): void {
    while (this.#running.size < REQUESTS_AT_ONCE) {
      const tiles = this.#next();
      if (tiles.length === 0 || this.#source === null) return;
      void this.#load(this.#source, tiles);
    }
  }

  #next(): readonly Tile[] {
    const underWay = new Set(this.underWay);
    const next = new Map<string, Tile>();
    for (const tile of this.#wanted) {
      if (next.size === this.#size.value) break;
      const { key } = tile;
      if (!this.#loaded.has(key) && !this.#failed.has(key) && !underWay.has(key)) next.set(key, tile);
    }
    return [...next.values()];
  }

  async #load(source: TileSource, tiles: readonly Tile[]): Promise<void> {
    const request: Request = { tiles, controller: new AbortController() };
    this.#running.add(request);
    const started = performance.now();
    try {
      await this.#client.request(
        'pictures.render',
        { ...source, pictures: tiles.map(({ picture }) => picture), priority: 'view', previews: false },
        {
          signal: request.controller.signal,
          onProgress: (progress) => {
            if (progress.kind !== 'picture') return;
            const tile = tiles[progress.index]!;
            this.#onload?.(tile, progress.picture);
            this.add(tile.key, progress.picture);
          },
        },
      );
      this.#size.answered(performance.now() - started);
    } catch (error) {
      this.#fail(tiles, error);
    } finally {
      // A cancelled one has left already, and what replaced it may be under way.
      if (this.#running.delete(request)) this.#fill();
    }
  }

  #fail(tiles: readonly Tile[], error: unknown): void {
    const code = error instanceof TrilemmaError ? error.code : undefined;
    if (code === 'cancelled') return;
    // Nothing is asked for while the studio is gone; the next `want` goes on.
    if (code === 'disconnected') this.#wanted = [];
    else {
      for (const { key } of tiles) this.#failed.add(key);
      this.#notices.error(error);
    }
  }

  #cancel(request: Request): void {
    this.#running.delete(request);
    request.controller.abort();
  }

  #forgetAll(): void {
    for (const request of this.#running) this.#cancel(request);
    this.#loaded.clear();
    this.#failed.clear();
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    this.#tell?.();
  }
}

function isSameSource(a: TileSource | null, b: TileSource): boolean {
  return a !== null && a.model === b.model && a.steps === b.steps && a.device === b.device;
}
