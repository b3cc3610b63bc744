import { assertNever } from '../../shared/assert-never.ts';
import type {
  Edit,
  LatentRecipe,
  Parts,
  Recipe,
  Temperature,
  VariationStrength,
} from '../../shared/recipe/recipe.ts';

/** The fields of a recipe that decide its pixels on the same build and execution provider. */
export type PixelRecipe = LatentRecipe &
  Pick<Recipe, 'steps' | 'imageSize'> & { readonly model: Pick<Recipe['model'], 'sha256'> };

/**
 * A text that two recipes share if and only if all that decides their pixels is equal: the same fields in the same
 * order, without names and circumstances. An edit that changes nothing still counts as one.
 */
export function recipeKey(recipe: PixelRecipe): string {
  const { model, steps, imageSize } = recipe;
  return JSON.stringify([model.sha256, steps, imageSize, ...pictureFields(recipe)]);
}

/** As {@link recipeKey}, for pictures of one model, T and size. */
export function latentKey(recipe: LatentRecipe): string {
  return JSON.stringify(pictureFields(recipe));
}

/** Keys of pictures of one model are as they were before there were others: databases hold them. */
function pictureFields(recipe: LatentRecipe): unknown[] {
  const { fade } = recipe;
  return [...latentFields(recipe), ...(fade === undefined ? [] : [[fade.model.sha256, fade.amount]])];
}

function latentFields({ seed, temperature, edits = [] }: LatentRecipe): unknown[] {
  return [seed, temperatureFields(temperature), edits.map(editFields)];
}

function temperatureFields({ x_T, z }: Temperature): unknown[] {
  return [x_T, z];
}

function editFields(edit: Edit): unknown[] {
  switch (edit.kind) {
    case 'variation':
      return [edit.kind, edit.seed, ...strengthFields(edit.strength)];
    case 'blend':
      return [edit.kind, edit.pictures.map(latentFields), edit.weights, partsFields(edit.parts)];
    case 'mix':
      return [edit.kind, latentFields(edit.picture), partsFields(edit.parts)];
    case 'direction':
      return [edit.kind, edit.vector, edit.amounts];
    case 'truncation':
      return [edit.kind, edit.center, edit.amounts];
    case 'curve':
      return [edit.kind, edit.pictures.map(latentFields), edit.amount, partsFields(edit.parts)];
    case 'drift':
      return [edit.kind, edit.seed, strengthFields(edit.strength), edit.turn];
    default:
      return assertNever(edit);
  }
}

function strengthFields({ x_T, z, noise }: VariationStrength): unknown[] {
  return [x_T, z, noise];
}

function partsFields({ x_T, z, noise }: Parts): unknown[] {
  return [x_T, z, noise];
}
