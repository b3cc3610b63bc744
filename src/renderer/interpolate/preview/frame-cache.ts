import { LRUCache } from 'lru-cache';
import { createSubscriber } from 'svelte/reactivity';
import type { Picture } from '../../../shared/picture.ts';

const MOST_BYTES = 192 * 2 ** 20;

/** Frames in memory, by key; the longest unused are forgotten when there are too many. */
export class FrameCache {
  readonly #pictures: LRUCache<string, Picture>;
  #version = 0;
  #tell: (() => void) | undefined;
  readonly #follow = createSubscriber((tell) => {
    this.#tell = tell;
  });

  constructor(mostBytes = MOST_BYTES) {
    this.#pictures = new LRUCache({
      maxSize: mostBytes,
      sizeCalculation: ({ rgba }: Picture) => rgba.length,
    });
  }

  /** Counts the frames that arrived: whatever reads it is updated with each. */
  get version(): number {
    this.#follow();
    return this.#version;
  }

  /** How many frames of a side of so many pixels it holds. */
  capacity(imageSize: number): number {
    return Math.max(1, Math.floor(this.#pictures.maxSize / (4 * imageSize * imageSize)));
  }

  has(key: string): boolean {
    this.#follow();
    return this.#pictures.has(key);
  }

  /** The frame, which counts as used now. */
  get(key: string): Picture | undefined {
    this.#follow();
    return this.#pictures.get(key);
  }

  add(key: string, picture: Picture): void {
    this.#pictures.set(key, picture);
    this.#version += 1;
    this.#tell?.();
  }
}
