/** What the gallery shows: filters as texts to compare, and orders as they come from the studio. */
import type { GalleryFilter, GalleryOrder, GallerySort } from '../../../shared/gallery/gallery.ts';
import { orderAspects, orderIds } from '../../../shared/gallery/gallery-order.ts';

/** An order that is shown. */
export interface ShownOrder {
  readonly filter: GalleryFilter;
  readonly sort: GallerySort;
  /** Tells one pair of filter and sort from another. */
  readonly key: string;
  readonly ids: Uint32Array;
  /** 1000 * width / height of each. */
  readonly aspects: Uint16Array;
}

/** Without what does not filter. */
export function plainFilter(filter: GalleryFilter): GalleryFilter {
  const text = filter.text?.trim().replace(/\s+/g, ' ');
  const isOn = (value: unknown) =>
    value !== undefined && value !== '' && value !== 0 && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries({ ...filter, text }).filter(([, value]) => isOn(value)));
}

/** Equal for filters and sorts that give the same order. */
export function orderKey(filter: GalleryFilter, sort: GallerySort): string {
  return JSON.stringify([Object.entries(plainFilter(filter)).sort(([a], [b]) => (a < b ? -1 : 1)), sort]);
}

export function shownOrder(filter: GalleryFilter, sort: GallerySort, order: GalleryOrder): ShownOrder {
  const key = orderKey(filter, sort);
  return { filter, sort, key, ids: orderIds(order), aspects: orderAspects(order) };
}
