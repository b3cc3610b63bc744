import { describe, expect, it } from 'vitest';
import type { GalleryFacets, GalleryFilter } from '../../../shared/gallery/gallery.ts';
import { plainFilter } from './gallery-filter.ts';
import { dayOf, endOf, startOf } from '../grid/days.ts';
import { filterChips } from './filter-chips.ts';

const FACES = 'a'.repeat(64);
const facets: GalleryFacets = {
  total: 9,
  favourites: 1,
  trashed: 0,
  models: [{ sha256: FACES, name: 'faces', count: 9 }],
  tags: [],
  collections: [{ id: 7, name: 'For the book', count: 2, cover: 1 }],
  sizes: [],
};

const everything: Required<GalleryFilter> = {
  text: 'smile',
  models: [FACES],
  favourite: true,
  minRating: 3,
  tags: ['hat', 'night'],
  collection: 7,
  seed: '42',
  from: startOf('2026-11-02')!,
  to: endOf('2026-11-23')!,
  size: 64,
  kind: 'picture',
  edited: true,
  trash: true,
  similarTo: 5,
};

describe('filterChips', () => {
  it('tells everything that is filtered', () => {
    expect(filterChips(everything, facets).map(({ label }) => label)).toEqual([
      'In the trash',
      'Similar to one picture',
      'For the book',
      '“smile”',
      'Favourites',
      '3 stars or more',
      'faces',
      'hat',
      'night',
      'Made here',
      'Edited',
      '64 pixels',
      'Seed 42',
      'From Nov 2, 2026',
      'Until Nov 23, 2026',
    ]);
    expect(filterChips({}, facets)).toEqual([]);
  });

  it('takes off one after the other until nothing is filtered', () => {
    let filter: GalleryFilter = everything;
    for (let left = 15; left > 0; left--) {
      const chips = filterChips(filter, null);
      expect(chips).toHaveLength(left);
      filter = plainFilter({ ...filter, ...chips.at(-1)!.without });
    }
    expect(filter).toEqual({});
  });
});

describe('days', () => {
  it('begin and end at midnight here', () => {
    const start = startOf('2026-03-29')!;
    expect(dayOf(start)).toBe('2026-03-29');
    expect(dayOf(start - 1)).toBe('2026-03-28');
    expect(dayOf(endOf('2026-03-29')!)).toBe('2026-03-30');
    expect(startOf('')).toBeUndefined();
    expect(endOf('2026-xx-01')).toBeUndefined();
  });
});
