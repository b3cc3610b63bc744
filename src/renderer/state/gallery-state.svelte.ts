import { recipeKey } from '../../core/latent/recipe-key.ts';
import type { KeptPicture } from '../../shared/picture.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { StudioClient } from '../host/studio-client.ts';

/** The pictures that the user kept, newest first. */
export class GalleryState {
  readonly #client: StudioClient;
  #list = $state.raw<readonly KeptPicture[]>([]);

  /** Every picture on a stage asks whether it is kept. */
  readonly #byKey: Readonly<Partial<Record<string, KeptPicture>>> = $derived(
    Object.fromEntries(this.#list.map((kept) => [recipeKey(kept.recipe), kept])),
  );

  constructor(client: StudioClient) {
    this.#client = client;
  }

  get list(): readonly KeptPicture[] {
    return this.#list;
  }

  keptOf(recipe: Recipe): KeptPicture | undefined {
    return this.#byKey[recipeKey(recipe)];
  }

  async load(): Promise<void> {
    this.#list = await this.#client.request('gallery.list', {});
  }

  async keep(recipe: Recipe, favourite = false): Promise<KeptPicture> {
    return await this.#client.request('gallery.keep', { recipe, favourite });
  }

  async setFavourite(id: string, favourite: boolean): Promise<void> {
    await this.#client.request('gallery.favourite', { id, favourite });
  }

  async remove(id: string): Promise<void> {
    await this.#client.request('gallery.remove', { id });
  }
}
