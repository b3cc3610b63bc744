import { describe, expect, it } from 'vitest';
import type { GalleryFacets, GalleryFilter, GallerySort } from '../../shared/gallery/gallery.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import { orderKey } from './search/gallery-filter.ts';
import { several } from './gallery-selection.ts';
import { GallerySession } from './gallery-session.svelte.ts';

interface Query {
  readonly filter: GalleryFilter;
  readonly sort: GallerySort;
}

/** A studio whose gallery has the ids that `present` holds, whatever the filter. */
function opened(present: { ids: readonly number[] }) {
  const queries: Query[] = [];
  let changed: () => void = () => undefined;
  const answers: Readonly<Record<string, (params: never) => unknown>> = {
    'gallery.query': (query: Query) => {
      queries.push(query);
      // As in a message: bytes at an odd place.
      const bytes = new Uint8Array(4 * present.ids.length + 1);
      present.ids.forEach((id, at) => new DataView(bytes.buffer).setUint32(4 * at + 1, id, true));
      return { ids: bytes.subarray(1), aspects: new Uint8Array(2 * present.ids.length).fill(4) };
    },
    'gallery.facets': (): GalleryFacets => ({
      total: present.ids.length,
      favourites: 0,
      trashed: 0,
      models: [],
      tags: [],
      collections: [],
      sizes: [],
    }),
    'gallery.items': () => [],
    'gallery.update': () => ({ missing: [] }),
  };
  const client = {
    request: (name: string, params: never) => Promise.resolve(answers[name]!(params)),
    on: (_name: string, listener: () => void) => {
      changed = listener;
    },
  };
  const session = new GallerySession(client as unknown as StudioClient, {
    error: (error) => {
      throw error;
    },
  });
  return { session, queries, close: session.open(), change: () => changed() };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('GallerySession', () => {
  it('loads the order when it is opened, and again when the gallery changes', async () => {
    const present = { ids: [3, 2, 1] };
    const { session, queries, close, change } = opened(present);
    await settled();
    expect([...session.order!.ids]).toEqual([3, 2, 1]);
    expect(session.order!.aspects).toHaveLength(3);
    present.ids = [4, 3, 2, 1];
    change();
    await settled();
    expect(session.order!.ids[0]).toBe(4);
    close();
    change();
    await settled();
    expect(queries).toHaveLength(2);
    session.open();
    await settled();
    expect(queries).toHaveLength(3);
  });

  it('asks once for what changes while it is loading, and shows the last filter', async () => {
    const { session, queries } = opened({ ids: [1] });
    for (const text of ['a', 'ab', 'abc']) session.filterBy({ text });
    await settled();
    expect(queries.map(({ filter }) => filter.text)).toEqual([undefined, 'abc']);
    expect(session.order?.filter.text).toBe('abc');
  });

  it('does not ask again for what is shown', async () => {
    const { session, queries } = opened({ ids: [1] });
    session.filterBy({ text: '  ' });
    session.filterBy({ tags: [] });
    session.filterBy({ minRating: 0 });
    await settled();
    expect(queries).toHaveLength(1);
    expect(session.isFiltered).toBe(false);
  });

  it('sorts as before when similar pictures are left', async () => {
    const { session } = opened({ ids: [1] });
    session.sortBy('rating');
    session.showSimilar(1);
    expect(session.sort).toBe('similarity');
    session.filterOnly({});
    expect(session.sort).toBe('rating');
    await settled();
    expect(session.order?.sort).toBe('rating');
  });

  it('remembers where each order was left', async () => {
    const { session } = opened({ ids: [1, 2] });
    await settled();
    session.leaveAt(session.order!.key, { id: 2, below: 10 });
    session.filterBy({ favourite: true });
    await settled();
    expect(session.placeOf(session.order!.key)).toBeUndefined();
    session.filterBy({ favourite: undefined });
    await settled();
    expect(session.placeOf(session.order!.key)).toEqual({ id: 2, below: 10 });
  });

  it('keeps what stays selected', async () => {
    const present = { ids: [3, 2, 1] };
    const { session, change } = opened(present);
    await settled();
    session.select(several([3, 1]));
    present.ids = [2, 1];
    change();
    await settled();
    expect(session.selected).toEqual([1]);
  });
});

describe('orderKey', () => {
  it('does not depend on how a filter came about', () => {
    expect(orderKey({ text: ' a  b ', favourite: true }, 'newest')).toBe(
      orderKey({ favourite: true, text: 'a b', tags: [], minRating: 0 }, 'newest'),
    );
    expect(orderKey({ favourite: false }, 'newest')).not.toBe(orderKey({}, 'newest'));
    expect(orderKey({}, 'newest')).not.toBe(orderKey({}, 'oldest'));
  });
});
