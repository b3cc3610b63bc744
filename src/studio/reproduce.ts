/** A picture made again from the recipe inside it. */
import type { EngineClient } from '../engine/client.ts';
import type { Device, DeviceChoice } from '../shared/device.ts';
import type { Recipe } from '../shared/recipe.ts';
import { TrilemmaError } from '../shared/errors.ts';
import { findModel } from './models/library.ts';
import { modelFolders, type ModelFolders } from './models/model-folders.ts';
import { decodePng, toPixels } from './pictures/image.ts';
import { readPictureFile } from './pictures/picture-file.ts';
import { readRecipe } from './pictures/recipe-in-png.ts';
import type { GeneratedPicture } from './pictures/write.ts';
import { renderPictures } from './render.ts';
import { towardsOf } from './rendering/model-runs.ts';
import { namedModel } from './rendering/named-model.ts';

export interface Reproduction {
  readonly recipe: Recipe;
  readonly picture: GeneratedPicture;
  readonly device: DeviceChoice;
  readonly same: boolean;
  /** Colour values that differ, of `values` in all. */
  readonly differing: number;
  readonly values: number;
  /** The largest difference of a colour value, 0..255. */
  readonly largest: number;
}

interface ReproduceOptions {
  readonly device: Device;
  readonly signal?: AbortSignal;
  /** The user's own when left out. */
  readonly folders?: ModelFolders;
}

/**
 * @throws {TrilemmaError} `recipe-invalid` when the picture has no recipe; `model-unknown` when its model is not in
 *   the library, `model-removed` when it is in the trash.
 */
export async function reproduce(
  engine: EngineClient,
  path: string,
  { device, signal, folders = modelFolders() }: ReproduceOptions,
): Promise<Reproduction> {
  const models = { find: (hash: string) => findModel(hash, folders) };
  const bytes = readPictureFile(path);
  const recipe = readRecipe(bytes);
  const original = await decodePng(bytes);
  const model = await namedModel(models, recipe.model, 'that the picture was made with');
  const towards = await towardsOf(models, model, recipe);
  const { imageSize } = model.card.architecture;
  if (recipe.imageSize !== imageSize) {
    throw new TrilemmaError(
      'recipe-invalid',
      `The recipe is for ${recipe.imageSize} pixels, but its model ${model.card.name} makes ${imageSize}.`,
    );
  }
  const made: GeneratedPicture[] = [];
  const choice = await renderPictures(engine, {
    model,
    towards,
    steps: recipe.steps,
    pictures: [recipe],
    device,
    signal,
    onPicture: (_, picture) => made.push(picture),
  });
  const picture = made[0]!;
  return {
    recipe,
    picture,
    device: choice,
    ...compare(original.data, toPixels(picture.image).data),
  };
}

function compare(original: Uint8Array, again: Uint8Array) {
  if (original.length !== again.length) {
    return { same: false, differing: again.length, values: again.length, largest: 255 };
  }
  let differing = 0;
  let largest = 0;
  original.forEach((value, i) => {
    const difference = Math.abs(value - again[i]!);
    if (difference > 0) differing += 1;
    largest = Math.max(largest, difference);
  });
  return { same: differing === 0, differing, values: original.length, largest };
}
