import { createContext, untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { latentRecipe } from '../../../core/latent/edits.ts';
import { recipeKey } from '../../../core/latent/recipe-key.ts';
import type { Picture, Pixels } from '../../../shared/picture.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import type { ModelsState } from '../../app/models-state.svelte.ts';

/** More are forgotten, the longest asked for first: 500 key frames of 256 x 256 would be 125 MiB. */
const MOST = 200;
const AT_ONCE = 16;

interface Wanted {
  readonly key: string;
  readonly recipe: Recipe;
}

/** Pixels of recipes that no file holds, such as key frames; made when somebody looks at them. */
export class Thumbnails {
  readonly #client: Pick<StudioClient, 'request'>;
  readonly #models: Pick<ModelsState, 'withHash'>;
  readonly #pixels = new SvelteMap<string, Pixels>();
  #wanted: readonly Wanted[] = [];
  /** Keys of those that cannot be made; nobody waits for them again. */
  #failed: readonly string[] = [];
  #isRunning = false;

  constructor(client: Pick<StudioClient, 'request'>, models: Pick<ModelsState, 'withHash'>) {
    this.#client = client;
    this.#models = models;
  }

  /** Null until they are there. */
  pixelsOf(recipe: Recipe): Pixels | null {
    return this.#pixels.get(recipeKey(recipe)) ?? null;
  }

  /** Shows a picture that is there already. */
  remember(picture: Picture): void {
    this.#add(recipeKey(picture.recipe), picture);
  }

  /** Asks for a picture, once. */
  want(recipe: Recipe): void {
    const key = recipeKey(recipe);
    const isAsked = this.#failed.includes(key) || this.#wanted.some((wanted) => wanted.key === key);
    if (isAsked || untrack(() => this.#pixels.has(key))) return;
    this.#wanted = [...this.#wanted, { key, recipe }];
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // One look at a tray asks for all of it.
    await Promise.resolve();
    for (let next = this.#next(); next.length > 0; next = this.#next()) {
      await this.#render(next);
      this.#wanted = this.#wanted.filter((wanted) => !next.includes(wanted));
    }
    this.#isRunning = false;
  }

  /** Some that one request can make: of one model, T and model to fade into. */
  #next(): readonly Wanted[] {
    const kindOf = ({ model, steps, fade }: Recipe) => [model.sha256, steps, fade?.model.sha256].join(' ');
    const [first] = this.#wanted;
    return this.#wanted
      .filter(({ recipe }) => first !== undefined && kindOf(recipe) === kindOf(first.recipe))
      .slice(0, AT_ONCE);
  }

  async #render(wanted: readonly Wanted[]): Promise<void> {
    const { model, steps } = wanted[0]!.recipe;
    const summary = this.#models.withHash(model.sha256);
    const fail = () => {
      this.#failed = [...this.#failed, ...wanted.map(({ key }) => key)];
    };
    if (summary === undefined) {
      fail();
      return;
    }
    const pictures = wanted.map(({ recipe }) => latentRecipe(recipe));
    try {
      await this.#client.request(
        'pictures.render',
        { model: summary.card.name, steps, device: 'auto', pictures, priority: 'view', previews: false },
        {
          onProgress: (progress) => {
            if (progress.kind === 'picture') this.#add(wanted[progress.index]!.key, progress.picture);
          },
        },
      );
    } catch {
      // A thumbnail that cannot be made is an empty place; what made it fail shows where the user works.
      fail();
    }
  }

  #add(key: string, { width, height, rgba }: Pixels): void {
    this.#pixels.delete(key);
    this.#pixels.set(key, { width, height, rgba });
    for (const oldest of this.#pixels.keys()) {
      if (this.#pixels.size <= MOST) return;
      this.#pixels.delete(oldest);
    }
  }
}

export const [getThumbnails, setThumbnails] = createContext<Thumbnails>();
