import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { MAX_ITEMS } from '../../shared/contract/requests.ts';
import type { GalleryChange, GalleryItem } from '../../shared/gallery/gallery.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import type { Notices } from '../app/notices.svelte.ts';

/** More are forgotten, the first that came first. The largest screen shows fewer of the smallest pictures. */
const MOST = 6000;

/** What is known of the items on the screen; they are asked for when somebody looks at them. */
export class GalleryItems {
  readonly #client: Pick<StudioClient, 'request'>;
  readonly #notices: Pick<Notices, 'error'>;
  readonly #known = new SvelteMap<number, GalleryItem>();
  /** After how many changes each was asked for, those that are gone too. Nothing is shown of it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #askedAt = new Map<number, number>();
  #changes = 0;
  #wanted: readonly number[] = [];
  #isRunning = false;

  constructor(client: Pick<StudioClient, 'request'>, notices: Pick<Notices, 'error'>) {
    this.#client = client;
    this.#notices = notices;
  }

  /** Undefined until it is known. */
  get(id: number): GalleryItem | undefined {
    return this.#known.get(id);
  }

  /** What is on the screen now, in place of what was. */
  want(ids: readonly number[]): void {
    this.#wanted = ids.slice(0, MOST);
    if (!this.#isRunning) void this.#run();
  }

  /** Items that are needed whole, in the order of the ids; those that are gone are left out. */
  async load(ids: readonly number[]): Promise<readonly GalleryItem[]> {
    const items: GalleryItem[] = [];
    for (let at = 0; at < ids.length; at += MAX_ITEMS) {
      items.push(...(await this.#client.request('gallery.items', { ids: ids.slice(at, at + MAX_ITEMS) })));
    }
    return items;
  }

  /** Shows a change at once that the studio was asked for. */
  patch(ids: readonly number[], { favourite, rating, note }: GalleryChange): void {
    const shown = this.#wanted.length < ids.length ? this.#wanted.filter((id) => ids.includes(id)) : ids;
    for (const id of shown) {
      const item = untrack(() => this.#known.get(id));
      if (item === undefined) continue;
      this.#known.set(id, {
        ...item,
        favourite: favourite ?? item.favourite,
        rating: rating ?? item.rating,
        note: note ?? item.note,
      });
    }
  }

  /** Something changed: what is on the screen is asked for again, and stays as it is until then. */
  refresh(): void {
    this.#changes += 1;
    this.want(this.#wanted);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      for (let next = this.#missing(); next.length > 0; next = this.#missing()) await this.#fetch(next);
    } catch (error) {
      this.#notices.error(error);
    } finally {
      this.#isRunning = false;
    }
  }

  #missing(): readonly number[] {
    return this.#wanted.filter((id) => this.#askedAt.get(id) !== this.#changes).slice(0, MAX_ITEMS);
  }

  async #fetch(ids: readonly number[]): Promise<void> {
    const changes = this.#changes;
    const items = await this.#client.request('gallery.items', { ids });
    for (const id of ids) {
      this.#known.delete(id);
      this.#askedAt.delete(id);
      this.#askedAt.set(id, changes);
    }
    for (const item of items) this.#known.set(item.id, item);
    for (const id of this.#askedAt.keys()) {
      if (this.#askedAt.size <= MOST) return;
      this.#askedAt.delete(id);
      this.#known.delete(id);
    }
  }
}
