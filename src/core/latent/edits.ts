/** How interfaces write recipes with edits. Nothing here changes its arguments. */
import type { Edit, LatentRecipe, Parts, VariationStrength } from '../../shared/recipe/recipe.ts';

/** Every latent of a picture of T steps. */
export function allParts(steps: number): Parts {
  return { x_T: true, z: times(steps), noise: times(steps).slice(1) };
}

/** The same strength, 0..1, for every latent of a picture of T steps. */
export function evenStrength(steps: number, strength: number): VariationStrength {
  return {
    x_T: strength,
    z: times(steps).map(() => strength),
    noise: times(steps).map((t) => (t === 0 ? 0 : strength)),
  };
}

/** The recipe with one more edit, the last. */
function withEdit(recipe: LatentRecipe, edit: Edit): LatentRecipe {
  return { ...latentRecipe(recipe), edits: [...(recipe.edits ?? []), edit] };
}

/** Turned towards another seed's latents. */
export function varied(recipe: LatentRecipe, seed: string, strength: VariationStrength): LatentRecipe {
  return withEdit(recipe, { kind: 'variation', seed, strength });
}

/** With the named parts from another recipe. */
export function mixed(recipe: LatentRecipe, other: LatentRecipe, parts: Parts): LatentRecipe {
  return withEdit(recipe, { kind: 'mix', picture: withoutFade(other), parts });
}

/** @param weights the recipe's own, then one for each of the others. */
export function blended(
  recipe: LatentRecipe,
  others: readonly LatentRecipe[],
  weights: readonly number[],
  parts: Parts,
): LatentRecipe {
  return withEdit(recipe, { kind: 'blend', pictures: others.map(withoutFade), weights, parts });
}

/** Moved along a direction of w. @param vector base64 of float32 [zEmbDim]. @param amounts by t, 0..T-1. */
export function movedAlong(
  recipe: LatentRecipe,
  { name, vector }: { readonly name: string; readonly vector: string },
  amounts: readonly number[],
): LatentRecipe {
  return withEdit(recipe, { kind: 'direction', name, vector, amounts });
}

/** Drawn towards the mean of w. @param center base64 of float32 [zEmbDim]. @param amounts by t, 0..T-1. */
export function truncated(recipe: LatentRecipe, center: string, amounts: readonly number[]): LatentRecipe {
  return withEdit(recipe, { kind: 'truncation', center, amounts });
}

/**
 * Moved along the curve to the last of `others`.
 *
 * @param others 1 to 3; those before the last draw the curve towards themselves
 * @param amount 0..1; from -1 where there is one other
 */
export function curved(
  recipe: LatentRecipe,
  others: readonly LatentRecipe[],
  amount: number,
  parts: Parts,
): LatentRecipe {
  return withEdit(recipe, { kind: 'curve', pictures: others.map(withoutFade), amount, parts });
}

/** Turned away towards a point of the seed's circle. @param turn where on it, 0..1. */
export function drifted(
  recipe: LatentRecipe,
  seed: string,
  strength: VariationStrength,
  turn: number,
): LatentRecipe {
  return withEdit(recipe, { kind: 'drift', seed, strength, turn });
}

/** The part of a whole recipe that decides the picture, given its model. An empty list of edits is left out. */
export function latentRecipe(recipe: LatentRecipe): LatentRecipe {
  return withWeightsOf(recipe, recipe);
}

/** The second recipe, made with the weights of the first. */
export function withWeightsOf({ fade }: LatentRecipe, recipe: LatentRecipe): LatentRecipe {
  return { ...withoutFade(recipe), ...(fade === undefined ? {} : { fade }) };
}

/** The part of a recipe that decides its latents, whatever weights make the picture. */
function withoutFade({ seed, temperature, edits = [] }: LatentRecipe): LatentRecipe {
  return { seed, temperature, ...(edits.length > 0 ? { edits } : {}) };
}

function times(steps: number): number[] {
  return Array.from({ length: steps }, (_, t) => t);
}
