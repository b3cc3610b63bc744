import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { RgbPixels } from '../../../shared/picture.ts';
import { encodePng } from '../../pictures/pixels.ts';
import { writeRecipe } from '../../pictures/recipe-in-png.ts';
import type { Incoming } from './intake.ts';
import { newRecipe } from '../item-row.ts';
import { pictureTitle } from '../item-text.ts';

/**
 * A picture that was made here, as it comes into the gallery: a PNG with its recipe inside.
 *
 * @param keptAt when it was kept, which is before it is encoded.
 */
export async function newPicture(
  pixels: RgbPixels,
  recipe: Recipe,
  { favourite, keptAt }: { readonly favourite: boolean; readonly keptAt: number },
): Promise<Incoming> {
  const { width, height } = pixels;
  return {
    file: { bytes: writeRecipe(await encodePng(pixels), recipe), fileType: 'png' },
    item: {
      kind: 'picture',
      width,
      height,
      title: pictureTitle(recipe),
      keptAt,
      recipe: newRecipe(recipe),
      favourite,
    },
  };
}
