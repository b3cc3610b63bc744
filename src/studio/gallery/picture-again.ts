import { type Device, PROVIDERS } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Picture } from '../../shared/picture.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { CheckedModels } from '../rendering/checked-models.ts';
import type { Pictures } from '../rendering/pictures.ts';
import type { PictureOf } from './gallery.ts';

/**
 * The picture of a recipe: from memory, else made again on the device that it was first made on, or on the best one
 * where that is not here.
 */
export function pictureAgain(models: CheckedModels, pictures: Pictures): PictureOf {
  return async (recipe) => {
    const { card } = await models.find(recipe.model.sha256);
    if (recipe.imageSize !== card.architecture.imageSize) {
      throw new TrilemmaError(
        'recipe-invalid',
        `The recipe is for ${recipe.imageSize} pixels, but its model ${card.name} makes ${card.architecture.imageSize}.`,
      );
    }
    const device = PROVIDERS.find((provider) => provider === recipe.madeWith.provider) ?? 'auto';
    try {
      return await rendered(pictures, recipe, device);
    } catch (error) {
      if (!(error instanceof TrilemmaError) || error.code !== 'device-unavailable') throw error;
      return await rendered(pictures, recipe, 'auto');
    }
  };
}

async function rendered(pictures: Pictures, recipe: Recipe, device: Device): Promise<Picture> {
  let picture: Picture | undefined;
  await pictures.render({
    pictures: [{ model: recipe.model.sha256, recipe, onPicture: (made) => (picture = made) }],
    steps: recipe.steps,
    device,
    priority: 'view',
    signal: new AbortController().signal,
  });
  return picture!;
}
