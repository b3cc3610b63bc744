/** What the gallery's view shows: a filter, the order that it gives, what is selected of it, and where it was left. */
import { LRUCache } from 'lru-cache';
import type {
  ChangedItems,
  GalleryChange,
  GalleryFacets,
  GalleryFilter,
  GallerySort,
} from '../../shared/gallery/gallery.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import { orderKey, plainFilter, type ShownOrder, shownOrder } from './search/gallery-filter.ts';
import { GalleryIntake } from './exchange/gallery-intake.svelte.ts';
import { GalleryItems } from './gallery-items.svelte.ts';
import { followed, NO_SELECTION, type Selection, selectedIn } from './gallery-selection.ts';
import type { Notices } from '../app/notices.svelte.ts';

/** A picture near the top of the window, and how far below the top it is, in CSS pixels. */
export interface GridPlace {
  readonly id: number;
  readonly below: number;
}

/** Heights of rows, in CSS pixels. */
export const SMALLEST_ROW = 60;
export const LARGEST_ROW = 512;
const FIRST_ROW = 168;

/** Places in orders that were looked at before. */
const MOST_PLACES = 100;

export class GallerySession {
  readonly items: GalleryItems;
  readonly intake: GalleryIntake;
  readonly #client: StudioClient;
  readonly #notices: Pick<Notices, 'error'>;
  /** Where each order was left, by its key. */
  readonly #places = new LRUCache<string, GridPlace>({ max: MOST_PLACES });
  #filter = $state.raw<GalleryFilter>({});
  #sort = $state<GallerySort>('newest');
  /** The last sort that was chosen, other than by similarity. */
  #ownSort: GallerySort = 'newest';
  #order = $state.raw<ShownOrder | null>(null);
  #facets = $state.raw<GalleryFacets | null>(null);
  #rowHeight = $state(FIRST_ROW);
  #selection = $state.raw(NO_SELECTION);
  #isOpen = false;
  #isStale = true;
  #loading: Promise<void> | undefined;

  constructor(client: StudioClient, notices: Pick<Notices, 'error'>) {
    this.#client = client;
    this.#notices = notices;
    this.items = new GalleryItems(client, notices);
    this.intake = new GalleryIntake(client);
    client.on('gallery-changed', () => {
      this.#isStale = true;
      if (this.#isOpen) void this.#refresh();
    });
  }

  get filter(): GalleryFilter {
    return this.#filter;
  }

  get sort(): GallerySort {
    return this.#sort;
  }

  /** Null until the first one came. While another one is on its way, the one before. */
  get order(): ShownOrder | null {
    return this.#order;
  }

  /** Null until they came. */
  get facets(): GalleryFacets | null {
    return this.#facets;
  }

  get rowHeight(): number {
    return this.#rowHeight;
  }

  set rowHeight(height: number) {
    this.#rowHeight = Math.round(Math.min(LARGEST_ROW, Math.max(SMALLEST_ROW, height)));
  }

  readonly isFiltered: boolean = $derived.by(() => Object.keys(this.#filter).length > 0);

  /** The selected items as they are shown. */
  readonly selected: readonly number[] = $derived.by(() =>
    this.#order === null ? [] : selectedIn(this.#order.ids, this.#selection),
  );

  get selection(): Selection {
    return this.#selection;
  }

  select(selection: Selection): void {
    this.#selection = selection;
  }

  /** Until the returned function is called, what changes in the gallery is shown at once. */
  open(): () => void {
    this.#isOpen = true;
    if (this.#isStale) void this.#refresh();
    return () => {
      this.#isOpen = false;
    };
  }

  /** Changes some of the filter; what is undefined no longer filters. */
  filterBy(change: GalleryFilter): void {
    this.#show(plainFilter({ ...this.#filter, ...change }), this.#sort);
  }

  /** Shows another part of the gallery. */
  filterOnly(filter: GalleryFilter): void {
    this.#show(plainFilter(filter), this.#sort);
  }

  sortBy(sort: GallerySort): void {
    this.#show(this.#filter, sort);
  }

  /** Adds a tag, a model, to what is filtered by, or takes it off. */
  toggle(what: 'tags' | 'models', value: string): void {
    const present = this.#filter[what] ?? [];
    const next = present.includes(value) ? present.filter((one) => one !== value) : [...present, value];
    this.filterBy({ [what]: next });
  }

  /** The pictures that are nearest to one in latent space. */
  showSimilar(id: number): void {
    this.#show({ similarTo: id }, 'similarity');
  }

  /** Where an order was left; undefined where it was not looked at, or left at its start. */
  placeOf(key: string): GridPlace | undefined {
    return this.#places.get(key);
  }

  leaveAt(key: string, place: GridPlace | null): void {
    if (place === null) this.#places.delete(key);
    else this.#places.set(key, place);
  }

  async update(ids: readonly number[], change: GalleryChange): Promise<ChangedItems> {
    this.items.patch(ids, change);
    return await this.#client.request('gallery.update', { ids, change });
  }

  #show(filter: GalleryFilter, sort: GallerySort): void {
    const isSimilar = filter.similarTo !== undefined;
    if (sort !== 'similarity') this.#ownSort = sort;
    const next = sort === 'similarity' && !isSimilar ? this.#ownSort : sort;
    if (orderKey(filter, next) === orderKey(this.#filter, this.#sort)) return;
    this.#filter = filter;
    this.#sort = next;
    void this.#refresh();
  }

  /** One at a time: what changes meanwhile is loaded after it. */
  async #refresh(): Promise<void> {
    this.#isStale = true;
    if (this.#loading !== undefined) return;
    while (this.#isStale) {
      this.#isStale = false;
      this.#loading = this.#load();
      await this.#loading;
    }
    this.#loading = undefined;
  }

  async #load(): Promise<void> {
    const filter = this.#filter;
    const sort = this.#sort;
    try {
      const [order, facets] = await Promise.all([
        this.#client.request('gallery.query', { filter, sort }),
        this.#client.request('gallery.facets', {}),
      ]);
      this.#facets = facets;
      // A newer one is asked for next.
      if (orderKey(filter, sort) !== orderKey(this.#filter, this.#sort)) return;
      const before = this.#order;
      const after = shownOrder(filter, sort, order);
      this.#selection = followed(this.#selection, before?.ids ?? after.ids, after.ids);
      this.#order = after;
      this.items.refresh();
    } catch (error) {
      this.#notices.error(error);
    }
  }
}
