/** The studio's pictures by their recipes: those in memory at once, the others from the engine. */
import { latentRecipe } from '../../core/latent/edits.ts';
import type { RenderParams } from '../../shared/contract/requests.ts';
import type { Device, DeviceChoice } from '../../shared/device.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { Picture, Pixels } from '../../shared/picture.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import type { CheckedModels } from './checked-models.ts';
import { type ModelPicture, renderRuns, towardsOf } from './model-runs.ts';
import type { PictureCache } from './picture-cache.ts';
import type { RenderQueue } from './render-queue.ts';

type WantedPictures = Pick<RenderParams, 'model' | 'steps' | 'device' | 'pictures'>;

export interface PictureListener {
  readonly signal: AbortSignal;
  /** Of a picture that is computed, after a denoising step. */
  onStep?(index: number, step: number, preview: Pixels | undefined): void;
  onPicture(index: number, picture: Picture): void;
}

export class Pictures {
  readonly #models: CheckedModels;
  readonly #queue: RenderQueue;
  readonly #cache: PictureCache;
  /** What devices turned out to be. */
  readonly #choices = new Map<Device, DeviceChoice>();

  constructor(models: CheckedModels, queue: RenderQueue, cache: PictureCache) {
    this.#models = models;
    this.#queue = queue;
    this.#cache = cache;
  }

  /** @throws {TrilemmaError} as the queue's `render`; `model-*` where the model cannot be used. */
  async render(params: RenderParams, listener: PictureListener): Promise<DeviceChoice> {
    const { steps, device, pictures, priority, previews } = params;
    const { signal } = listener;
    const model = await this.#models.find(params.model);
    const known = this.#remembered(model, params);
    for (const [index, picture] of known) listener.onPicture(index, picture);
    const missing = [...pictures.keys()].filter((index) => !known.has(index));
    const choice = this.#choices.get(device);
    if (choice !== undefined && missing.length === 0) return choice;
    const made = await renderRuns(this.#queue, {
      steps,
      device,
      pictures: await Promise.all(missing.map((index) => this.#withModels(model, pictures[index]!))),
      priority,
      previews,
      signal,
      onStep: (at, step, preview) => listener.onStep?.(missing[at]!, step, preview),
      onPicture: (at, picture) => {
        this.#cache.add(picture);
        listener.onPicture(missing[at]!, picture);
      },
    });
    this.#choices.set(device, made);
    if (!this.#choices.has(made.provider)) this.#choices.set(made.provider, made);
    return made;
  }

  /** Those that are in memory, by index. Throws as `render` where the model cannot be used. */
  async inMemory(wanted: WantedPictures): Promise<ReadonlyMap<number, Picture>> {
    return this.#remembered(await this.#models.find(wanted.model), wanted);
  }

  async #withModels(model: Model, recipe: LatentRecipe): Promise<ModelPicture> {
    return { model, towards: await towardsOf(this.#models, model, recipe), recipe };
  }

  #remembered({ card }: Model, { steps, device, pictures }: WantedPictures): ReadonlyMap<number, Picture> {
    const remembered = new Map<number, Picture>();
    const choice = this.#choices.get(device);
    if (choice === undefined) return remembered;
    const model = { name: card.name, sha256: card.sha256 };
    const { imageSize } = card.architecture;
    for (const [index, recipe] of pictures.entries()) {
      const whole = { ...latentRecipe(recipe), model, steps, imageSize };
      const picture = this.#cache.get(whole, choice.provider);
      if (picture === undefined) continue;
      // Names are for people and may have changed since; the recipe given decides them.
      remembered.set(index, { ...picture, recipe: { ...picture.recipe, ...whole } });
    }
    return remembered;
  }
}
