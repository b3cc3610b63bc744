import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { WAITING } from '../../../../test/support/waiting.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { allByRole, byRole, click, render } from '../../testing/render.ts';
import { setGallery } from '../context.ts';
import { GallerySession } from '../gallery-session.svelte.ts';
import { GridView } from './grid-view.svelte.ts';
import PictureGrid from './PictureGrid.svelte';

const COUNT = 100;
/** 1000 * width / height */
const SQUARE = 1000;

// A document without a layout: sizes are given, and images are not loaded.
beforeAll(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  HTMLImageElement.prototype.decode = () => Promise.resolve();
});
afterAll(() => void vi.restoreAllMocks());

/** A grid of pictures with the ids 1 to COUNT. */
async function grid() {
  const ids = Uint32Array.from({ length: COUNT }, (_, i) => i + 1);
  const order = {
    ids: new Uint8Array(ids.buffer),
    aspects: new Uint8Array(new Uint16Array(COUNT).fill(SQUARE).buffer),
    count: COUNT,
  };
  const facets = {
    total: COUNT,
    favourites: 0,
    trashed: 0,
    models: [],
    tags: [],
    collections: [],
    sizes: [],
  };
  const answers = { 'gallery.query': order, 'gallery.facets': facets, 'gallery.items': [] };
  const client = {
    request: (name: keyof typeof answers) => Promise.resolve(answers[name]),
    on: () => () => undefined,
  } as unknown as StudioClient;
  const session = new GallerySession(client, {
    error: (error) => {
      throw error;
    },
  });
  session.open();
  await vi.waitFor(() => expect(session.order).not.toBeNull(), WAITING);
  const view = new GridView(session);
  const onopen = vi.fn();
  render(PictureGrid, { view, onopen }, () => setGallery({ session, app: null as never }));
  return { session, view, onopen, selected: () => [...session.selection.ids] };
}

const picture = (number: number) => byRole('gridcell', `Picture ${number}`);

it('draws the rows in sight and tells how many there are', async () => {
  const { view } = await grid();
  const drawn = allByRole('gridcell').length;
  expect(drawn).toBeGreaterThan(10);
  expect(drawn).toBeLessThan(COUNT / 2);
  expect(byRole('grid', 'Pictures').getAttribute('aria-rowcount')).toBe(
    String(view.layout.firsts.length - 1),
  );
});

it('selects one by a click, one more with Ctrl, all between with Shift, and none beside them', async () => {
  const { selected } = await grid();
  click(picture(3));
  expect(selected()).toEqual([3]);
  expect(picture(3).getAttribute('aria-selected')).toBe('true');
  click(picture(5), { ctrlKey: true });
  expect(selected()).toEqual([3, 5]);
  click(picture(3), { ctrlKey: true });
  expect(selected()).toEqual([5]);
  click(picture(2));
  click(picture(6), { shiftKey: true });
  expect(selected()).toEqual([2, 3, 4, 5, 6]);
  click(byRole('grid', 'Pictures'));
  expect(selected()).toEqual([]);
});

it('gives the focus to the first picture in sight, and opens one by a double click', async () => {
  const { session, onopen } = await grid();
  const whole = byRole('grid', 'Pictures');
  whole.dispatchEvent(new FocusEvent('focus'));
  expect(session.selection.focus).toBe(1);
  picture(4).dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
  expect(onopen).toHaveBeenCalledExactlyOnceWith(4);
});
