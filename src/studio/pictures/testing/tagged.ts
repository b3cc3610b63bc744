import type { Sharp } from 'sharp';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import { exifTags } from '../recipe-in-exif.ts';

/** A picture of another format than PNG as it is exported: with its recipe. */
export function tagged(picture: Sharp, recipe: Recipe): Promise<Buffer> {
  const { exif, xmp } = exifTags(recipe);
  return picture.withExif(exif).withXmp(xmp).toBuffer();
}
