import { createSubscriber } from 'svelte/reactivity';
import type { Picture } from '../../../shared/picture.ts';

const MOST_BYTES = 192 * 2 ** 20;

/** Frames in memory, by key; the longest unused are forgotten when there are too many. */
export class FrameCache {
  /** Least recently used first. */
  readonly #pictures = new Map<string, Picture>();
  readonly #mostBytes: number;
  #bytes = 0;
  #version = 0;
  #tell: (() => void) | undefined;
  readonly #follow = createSubscriber((tell) => {
    this.#tell = tell;
  });

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** Another number after each frame that comes: who reads it is told. */
  get version(): number {
    this.#follow();
    return this.#version;
  }

  /** How many frames of a side of so many pixels it holds. */
  capacity(imageSize: number): number {
    return Math.max(1, Math.floor(this.#mostBytes / (4 * imageSize * imageSize)));
  }

  has(key: string): boolean {
    this.#follow();
    return this.#pictures.has(key);
  }

  /** The frame, which counts as used now. */
  get(key: string): Picture | undefined {
    this.#follow();
    const picture = this.#pictures.get(key);
    if (picture === undefined) return undefined;
    this.#pictures.delete(key);
    this.#pictures.set(key, picture);
    return picture;
  }

  add(key: string, picture: Picture): void {
    this.#forget(key);
    this.#pictures.set(key, picture);
    this.#bytes += picture.rgba.length;
    for (const oldest of this.#pictures.keys()) {
      if (this.#bytes <= this.#mostBytes || oldest === key) break;
      this.#forget(oldest);
    }
    this.#version += 1;
    this.#tell?.();
  }

  #forget(key: string): void {
    this.#bytes -= this.#pictures.get(key)?.rgba.length ?? 0;
    this.#pictures.delete(key);
  }
}
