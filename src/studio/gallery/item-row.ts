/** Between an item as the database has it and as interfaces do. */
import { recipeKey } from '../../core/latent/recipe-key.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { GalleryItem } from '../../shared/gallery/gallery.ts';
import { parseRecipe } from '../../shared/recipe/parse-recipe.ts';
import { isEdited, type Recipe } from '../../shared/recipe/recipe.ts';
import type { ItemRow, NewRecipe } from '../database/gallery/item-records.ts';
import { recipeSearchText } from './item-text.ts';
import { latentSignature } from './latent-signature.ts';
import { hashOf } from './files/stored-file.ts';

export function galleryItem(row: ItemRow): GalleryItem {
  const { id, kind, fileType, width, height, rating, note, keptAt, trashedAt, title } = row;
  return {
    id,
    kind,
    recipe: row.recipe === null ? null : readableRecipe(row.recipe),
    fileType,
    width,
    height,
    favourite: row.favourite === 1,
    rating,
    tags: JSON.parse(row.tags) as string[],
    note,
    collections: JSON.parse(row.collections) as number[],
    keptAt,
    trashedAt,
    title,
  };
}

/** @returns null for a recipe of a newer version: the picture waits for the app that reads it. */
export function readableRecipe(json: string): Recipe | null {
  try {
    return parseRecipe(JSON.parse(json));
  } catch (error) {
    if (error instanceof TrilemmaError || error instanceof SyntaxError) return null;
    throw error;
  }
}

export function newRecipe(recipe: Recipe): NewRecipe {
  return {
    pictureSha256: pictureHash(recipe),
    json: JSON.stringify(recipe),
    words: recipeSearchText(recipe),
    latent: signatureOf(recipe),
    model: recipe.model,
    seed: recipe.seed,
    edited: isEdited(recipe),
  };
}

/** Equal for recipes of the same picture. */
export function pictureHash(recipe: Recipe): string {
  return hashOf(recipeKey(recipe));
}

/** @returns null where the latents cannot be made, as of a blend that leads nowhere. */
function signatureOf(recipe: Recipe): Int8Array | null {
  try {
    return latentSignature(recipe);
  } catch (error) {
    if (error instanceof TrilemmaError || error instanceof RangeError) return null;
    throw error;
  }
}
