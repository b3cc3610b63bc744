import type { GalleryItem } from '../../../shared/gallery/gallery.ts';
import { orderIds } from '../../../shared/gallery/gallery-order.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { KeptLookup } from './kept-lookup.svelte.ts';

/** An item that was made here, and that can be made again. */
export type KeptPicture = GalleryItem & { readonly recipe: Recipe };

const LATEST = 60;

/** The gallery beside the pictures that are being made: which of them are kept, and what was kept last. */
export class KeptPictures {
  readonly #client: Pick<StudioClient, 'request'>;
  readonly #lookup: KeptLookup;
  #latest = $state.raw<readonly KeptPicture[]>([]);
  #count = $state(0);
  #loading: Promise<void> | undefined;
  #hasChanged = false;

  constructor(client: Pick<StudioClient, 'request'>) {
    this.#client = client;
    this.#lookup = new KeptLookup(client);
  }

  /** Newest first, LATEST at most. */
  get latest(): readonly KeptPicture[] {
    return this.#latest;
  }

  /** How many pictures are kept. */
  get count(): number {
    return this.#count;
  }

  /** As {@link KeptLookup.itemOf}. */
  keptOf(recipe: Recipe): GalleryItem | null | undefined {
    return this.#lookup.itemOf(recipe);
  }

  /** Takes up what has changed. While it does, further changes are gathered, and taken up together. */
  load(): Promise<void> {
    this.#hasChanged = true;
    this.#loading ??= this.#loadChanges().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Keeps a picture; one in the trash comes back. */
  async keep(recipe: Recipe, favourite = false): Promise<GalleryItem> {
    const item = await this.#client.request('gallery.keep', { recipe, favourite });
    this.#lookup.remember(recipe, item);
    return item;
  }

  async setFavourite(id: number, favourite: boolean): Promise<void> {
    await this.#client.request('gallery.update', { ids: [id], change: { favourite } });
  }

  async #loadChanges(): Promise<void> {
    while (this.#hasChanged) {
      this.#hasChanged = false;
      this.#lookup.refresh();
      const filter = { kind: 'picture' } as const;
      const order = await this.#client.request('gallery.query', { filter, sort: 'newest', limit: LATEST });
      const items = await this.#client.request('gallery.items', { ids: [...orderIds(order)] });
      this.#latest = items.filter((item): item is KeptPicture => item.recipe !== null);
      this.#count = order.count;
    }
  }
}
