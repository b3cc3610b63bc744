import { latentRecipe } from '../../../core/latent/edits.ts';
import type { Pixels } from '../../../shared/picture.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import type { ModelsState } from '../../app/models-state.svelte.ts';

/** How a picture came about: what the network took it for after each denoising step, made again from its recipe. */
export class DenoisingSteps {
  readonly #client: Pick<StudioClient, 'request'>;
  readonly #models: Pick<ModelsState, 'withHash'>;
  #steps = $state.raw<readonly (Pixels | null)[]>([]);
  #problem = $state<string | null>(null);

  constructor(client: Pick<StudioClient, 'request'>, models: Pick<ModelsState, 'withHash'>) {
    this.#client = client;
    this.#models = models;
  }

  /** One for each step, the first step first; null until it was made. */
  get list(): readonly (Pixels | null)[] {
    return this.#steps;
  }

  /** Why they cannot be made, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Makes them for a recipe, in place of those of another. @returns what ends it. */
  show({ steps, model, ...recipe }: Recipe): () => void {
    const controller = new AbortController();
    const summary = this.#models.withHash(model.sha256);
    this.#steps = Array.from({ length: steps }, () => null);
    this.#problem = summary === undefined ? `The model ${model.name} is not in the library any more.` : null;
    if (summary !== undefined) void this.#make(summary.card.name, steps, recipe, controller.signal);
    return () => controller.abort();
  }

  async #make(
    model: string,
    steps: number,
    recipe: Parameters<typeof latentRecipe>[0],
    signal: AbortSignal,
  ): Promise<void> {
    const pictures = [latentRecipe(recipe)];
    const set = (at: number, pixels: Pixels) => {
      this.#steps = this.#steps.map((known, i) => (i === at ? pixels : known));
    };
    try {
      await this.#client.request(
        'pictures.render',
        { model, steps, device: 'auto', pictures, priority: 'view', previews: true },
        {
          signal,
          onProgress: (progress) => {
            if (signal.aborted) return;
            if (progress.kind === 'preview') set(progress.step - 1, progress.pixels);
            else set(steps - 1, progress.picture);
          },
        },
      );
    } catch (error) {
      if (!signal.aborted) this.#problem = error instanceof Error ? error.message : String(error);
    }
  }
}
