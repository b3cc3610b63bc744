import { LRUCache } from 'lru-cache';
import { type InnerProduct, innerProduct } from './slerp.ts';

type Vector = Float32Array<ArrayBuffer>;

/** 64 MiB: a few key frames of the largest pictures, with what their curves are drawn by. */
const MOST_FLOATS = 1 << 24;

/**
 * Latents of pictures that stand in others, kept from one picture to the next: the frames of a segment of a path share
 * their key frames and control pictures, and how these lie to each other. Nobody may write into what it gives.
 */
export class LatentMemo {
  readonly #kept = new LRUCache<string, Vector>({
    maxSize: MOST_FLOATS,
    sizeCalculation: ({ length }) => length,
  });
  readonly #products = new WeakMap<Float32Array, WeakMap<Float32Array, number>>();

  /** @param key all that the latent follows from */
  get(key: string, make: () => Vector): Vector {
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const made = make();
    this.#kept.set(key, made);
    return made;
  }

  /** Inner product, remembered. The vectors must not be written into any more. */
  readonly product: InnerProduct = (a, b) => {
    const ofA = this.#products.get(a) ?? new WeakMap<Float32Array, number>();
    this.#products.set(a, ofA);
    const product = ofA.get(b) ?? innerProduct(a, b);
    ofA.set(b, product);
    return product;
  };
}
