import { SvelteMap } from 'svelte/reactivity';
import { recipeKey } from '../../../core/latent/recipe-key.ts';
import { MAX_LOOKED_UP } from '../../../shared/contract/requests.ts';
import type { GalleryItem } from '../../../shared/gallery/gallery.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { UniqueBatches } from '../unique-batches.ts';

interface Known {
  readonly item: GalleryItem | null;
  /** The gallery's state that it is of. */
  readonly state: number;
}

/** Which of the pictures on the screen are kept: asked for many at once, and again when the gallery has changed. */
export class KeptLookup {
  readonly #client: Pick<StudioClient, 'request'>;
  readonly #known = new SvelteMap<string, Known>();
  readonly #wanted = new UniqueBatches<Recipe>((wanted) => this.#ask(wanted), MAX_LOOKED_UP);
  /** Counts the changes of the gallery. */
  #state = $state(0);

  constructor(client: Pick<StudioClient, 'request'>) {
    this.#client = client;
  }

  /**
   * The item that is kept of a recipe's picture; null where there is none, undefined until that is known. After a
   * change of the gallery, what was known holds until the answer is there.
   */
  itemOf(recipe: Recipe): GalleryItem | null | undefined {
    const key = recipeKey(recipe);
    const known = this.#known.get(key);
    if (known?.state !== this.#state) this.#wanted.add(key, recipe);
    return known?.item;
  }

  /** Takes up what is known already. */
  remember(recipe: Recipe, item: GalleryItem): void {
    this.#known.set(recipeKey(recipe), { item, state: this.#state });
  }

  /** Asks again for what somebody looks at; what nobody has asked for since the last time is forgotten. */
  refresh(): void {
    if (this.#wanted.isIdle) {
      for (const [key, { state }] of this.#known) {
        if (state !== this.#state) this.#known.delete(key);
      }
    }
    this.#state += 1;
  }

  async #ask(wanted: readonly (readonly [key: string, recipe: Recipe])[]): Promise<void> {
    const recipes = wanted.map(([, recipe]) => recipe);
    let state: number;
    do {
      state = this.#state;
      // What cannot be told now is asked for again at the next change, or when the line is back.
      const items = await this.#client.request('gallery.lookup', { recipes }).catch(() => undefined);
      if (items === undefined) return;
      for (const [i, [key]] of wanted.entries()) this.#known.set(key, { item: items[i] ?? null, state });
      // The gallery may have changed meanwhile.
    } while (state !== this.#state);
  }
}
