import type { GalleryOrder } from './gallery.ts';

/** The ids of an order, as numbers. What came over a line lies at any offset: it is copied. */
export function orderIds({ ids }: GalleryOrder): Uint32Array {
  return new Uint32Array(ids.slice().buffer);
}

/** 1000 * width / height of each item of an order; copied, as the ids are. */
export function orderAspects({ aspects }: GalleryOrder): Uint16Array {
  return new Uint16Array(aspects.slice().buffer);
}
