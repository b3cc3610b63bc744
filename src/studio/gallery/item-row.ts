/** Between a kept picture as the database has it and as interfaces do. */
import { randomUUID } from 'node:crypto';
import { recipeKey } from '../../core/latent/recipe-key.ts';
import { parseRecipe } from '../../shared/parse-recipe.ts';
import type { KeptPicture } from '../../shared/picture.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { ItemRow } from '../database/item-repository.ts';
import { hashOf } from './picture-store.ts';

interface NewItem {
  readonly recipe: Recipe;
  readonly fileSha256: string;
  readonly favourite: boolean;
  readonly keptAt: number;
}

export function newRow({ recipe, fileSha256, favourite, keptAt }: NewItem): ItemRow {
  return {
    id: randomUUID(),
    fileSha256,
    recipeSha256: recipeHash(recipe),
    recipe: JSON.stringify(recipe),
    modelSha256: recipe.model.sha256,
    seed: recipe.seed,
    keptAt,
    favourite: favourite ? 1 : 0,
  };
}

/** @throws {TrilemmaError} `recipe-invalid` where the row's recipe cannot be read. */
export function keptPicture({ id, recipe, favourite, keptAt }: ItemRow): KeptPicture {
  return { id, recipe: parseRecipe(JSON.parse(recipe)), favourite: favourite === 1, keptAt };
}

/** Equal for recipes of the same picture. */
export function recipeHash(recipe: Recipe): string {
  return hashOf(recipeKey(recipe));
}
