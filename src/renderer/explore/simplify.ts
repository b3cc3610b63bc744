/** Shorter recipes of the same picture, so that many small changes in a row fit into one. */
import { latentRecipe } from '../../core/latent/edits.ts';
import type { Edit, LatentRecipe, VariationStrength } from '../../shared/recipe/recipe.ts';

/** From here on seeds are forgotten that a picture hardly shows any more; a recipe holds 64 edits. */
const MANY_EDITS = 40;

/** A share of a latent below which nothing of it is seen. */
const HARDLY = 0.02;

/**
 * The same picture with fewer edits: variations that change nothing, and seeds that a full variation has replaced, are
 * left out. Of very many variations those seeds go, too, whose share of every latent is below 2%.
 */
export function simplified(recipe: LatentRecipe): LatentRecipe {
  let { seed, edits = [] } = recipe;
  edits = edits.filter((edit) => edit.kind !== 'variation' || largest(edit.strength) > 0);
  const last = edits.findLastIndex((edit, i) => replacesSeed(edit) && edits.slice(0, i).every(keepsSeed));
  const replacing = edits[last];
  if (replacing?.kind === 'variation') {
    seed = replacing.seed;
    edits = edits.filter((edit, i) => i > last || edit.kind !== 'variation');
  }
  for (let first = edits[0]; edits.length > MANY_EDITS && first?.kind === 'variation'; first = edits[0]) {
    if (shareBefore(edits.slice(1), first.strength) * Math.SQRT2 > HARDLY) break;
    seed = first.seed;
    edits = edits.slice(1);
  }
  return latentRecipe({ ...recipe, seed, edits });
}

/** True if all noise is drawn from the edit's own seed. */
function replacesSeed(edit: Edit): boolean {
  return edit.kind === 'variation' && valuesOf(edit.strength).every((strength) => strength === 1);
}

/** True if the edit takes nothing from other pictures. */
function keepsSeed({ kind }: Edit): boolean {
  return kind === 'variation' || kind === 'direction' || kind === 'truncation';
}

/** The largest share that later edits leave of what stood in any latent before them. */
function shareBefore(edits: readonly Edit[], like: VariationStrength): number {
  const left = valuesOf(like).map(() => 1);
  for (const edit of edits) {
    if (edit.kind !== 'variation') continue;
    valuesOf(edit.strength).forEach((strength, i) => (left[i]! *= Math.cos((strength * Math.PI) / 2)));
  }
  return Math.max(...left);
}

function largest(strength: VariationStrength): number {
  return Math.max(...valuesOf(strength));
}

/** By part; the noise of the last step is none. */
function valuesOf({ x_T, z, noise }: VariationStrength): readonly number[] {
  return [x_T, ...z, ...noise.slice(1)];
}
