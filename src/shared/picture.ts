import type { Recipe } from './recipe/recipe.ts';

/** Pixels for a screen: 8-bit RGBA, row by row, opaque. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Pixels of files and films: 8-bit RGB, row by row, 3 width height bytes. */
export interface RgbPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A finished picture and all that it was made from. */
export interface Picture extends Pixels {
  readonly recipe: Recipe;
}

/** Pixels of a thumbnail's longer side; smaller pictures are not enlarged. */
export const THUMB_SIZES = [256, 512] as const;
export type ThumbSize = (typeof THUMB_SIZES)[number];

/** Where hosts serve images, by id and never by path. */
export const imageUrl = {
  /** An item of the gallery, its file as it is. */
  picture: (id: number) => `/images/picture/${id}`,
  /** An item of the gallery within so many pixels a side, as WebP. */
  thumb: (id: number, size: ThumbSize) => `/images/thumb/${id}/${size}`,
  /** Pictures of fixed latents after a training run's step. */
  trainingSamples: (id: string, step: number) => `/images/training/${id}/${step}`,
  /** Sample sheet of a model, by the hash of its weights. */
  sheet: (sha256: string) => `/images/sheet/${sha256}`,
} as const;
