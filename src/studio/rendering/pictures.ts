/** The studio's pictures by their recipes: those in memory at once, the others from the engine. */
import { latentRecipe } from '../../core/latent/edits.ts';
import type { RenderParams } from '../../shared/contract/requests.ts';
import type { Device, DeviceChoice } from '../../shared/device.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { Picture } from '../../shared/picture.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import { toScreenPixels } from '../pictures/pixels.ts';
import type { CheckedModels } from './checked-models.ts';
import { towardsOf } from './named-model.ts';
import type { PictureCache } from './picture-cache.ts';
import type { RenderQueue, RenderRequest } from './render-queue.ts';
import type { WantedPicture } from './wanted-picture.ts';

/** As {@link WantedPicture}, with its model by name or hash. */
export interface RequestedPicture extends Pick<WantedPicture, 'recipe' | 'onStep'> {
  readonly model: string;
  readonly onPicture: (picture: Picture) => void;
}

interface PicturesRequest extends Omit<RenderRequest, 'pictures'> {
  readonly pictures: readonly RequestedPicture[];
}

export class Pictures {
  readonly #models: CheckedModels;
  readonly #queue: RenderQueue;
  readonly #cache: PictureCache;
  /** The providers that devices stand for, as far as the engine has reported them. */
  readonly #choices = new Map<Device, DeviceChoice>();

  constructor(models: CheckedModels, queue: RenderQueue, cache: PictureCache) {
    this.#models = models;
    this.#queue = queue;
    this.#cache = cache;
  }

  /** @throws {TrilemmaError} as the queue's `render`; `model-*` where a model cannot be used. */
  async render({ pictures, ...request }: PicturesRequest): Promise<DeviceChoice> {
    const { steps, device } = request;
    const models = await this.#modelsOf(pictures);
    const missing: WantedPicture[] = [];
    for (const { model: name, recipe, onStep, onPicture } of pictures) {
      const model = models.get(name)!;
      const known = this.#remembered(model, steps, device, recipe);
      if (known !== undefined) {
        onPicture(known);
        continue;
      }
      const towards = await towardsOf(this.#models, model, recipe);
      missing.push({
        model,
        towards,
        recipe,
        onStep,
        onPicture: (made) => {
          const picture = { ...toScreenPixels(made.image), recipe: made.recipe };
          this.#cache.add(picture);
          onPicture(picture);
        },
      });
    }
    const choice = this.#choices.get(device);
    if (choice !== undefined && missing.length === 0) return choice;
    const used = await this.#queue.render({ ...request, pictures: missing });
    this.#choices.set(device, used);
    if (!this.#choices.has(used.provider)) this.#choices.set(used.provider, used);
    return used;
  }

  /** Those that are in memory, by index. Throws as `render` where the model cannot be used. */
  async inMemory(
    wanted: Pick<RenderParams, 'model' | 'steps' | 'device' | 'pictures'>,
  ): Promise<ReadonlyMap<number, Picture>> {
    const model = await this.#models.find(wanted.model);
    const found = new Map<number, Picture>();
    for (const [index, recipe] of wanted.pictures.entries()) {
      const picture = this.#remembered(model, wanted.steps, wanted.device, recipe);
      if (picture !== undefined) found.set(index, picture);
    }
    return found;
  }

  async #modelsOf(pictures: readonly RequestedPicture[]): Promise<ReadonlyMap<string, Model>> {
    const names = [...new Set(pictures.map(({ model }) => model))];
    return new Map(
      await Promise.all(names.map(async (name) => [name, await this.#models.find(name)] as const)),
    );
  }

  #remembered({ card }: Model, steps: number, device: Device, recipe: LatentRecipe): Picture | undefined {
    const choice = this.#choices.get(device);
    if (choice === undefined) return undefined;
    const model = { name: card.name, sha256: card.sha256 };
    const whole = { ...latentRecipe(recipe), model, steps, imageSize: card.architecture.imageSize };
    const picture = this.#cache.get(whole, choice.provider);
    // Names are for people and may have changed since; the recipe given decides them.
    return picture && { ...picture, recipe: { ...picture.recipe, ...whole } };
  }
}
