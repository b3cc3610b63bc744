import type { GalleryOrder } from './gallery.ts';

/** The ids of an order, as numbers. What came over a line lies at any offset: it is copied. */
export function orderIds({ ids }: GalleryOrder): Uint32Array {
  return new Uint32Array(ids.slice().buffer);
}
