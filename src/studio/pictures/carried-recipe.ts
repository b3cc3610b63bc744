import sharp from 'sharp';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { recogniseFormat } from './picture-format.ts';
import { isPng } from './png.ts';
import { readExifRecipe } from './recipe-in-exif.ts';
import { noRecipe, readRecipe } from './recipe-in-png.ts';

/**
 * The recipe that a picture of ours carries, in whichever format it was written. The format is known by the bytes, never
 * by a file's name.
 *
 * @throws TrilemmaError 'recipe-invalid' where it is no picture, carries no recipe, or one that is not valid.
 */
export async function carriedRecipe(bytes: Uint8Array): Promise<Recipe> {
  if (isPng(bytes)) return readRecipe(bytes);
  if (recogniseFormat(bytes).kind !== 'picture') {
    throw new TrilemmaError(
      'recipe-invalid',
      'The file is no picture that can be read, so there is no recipe in it. What the gallery exported comes back with trilemma gallery import.',
    );
  }
  const exif = await exifOf(bytes);
  const recipe = exif === undefined ? undefined : readExifRecipe(exif);
  if (recipe === undefined) throw noRecipe();
  return recipe;
}

/** @returns undefined where there is none, or the file is so damaged that it has no metadata. */
async function exifOf(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return (await sharp(bytes, { limitInputPixels: false }).metadata()).exif;
  } catch {
    return undefined;
  }
}
