/** The pictures that a path shows at its key frames: their own, but for parts that no segment before has moved. */
import type { KeyFramePath } from '../../../shared/path/latent-path.ts';
import type { LatentRecipe, Parts } from '../../../shared/recipe/recipe.ts';
import { allParts, latentRecipe, mixed } from '../edits.ts';

/**
 * The recipe of the picture at a key frame: its own, unchanged, where all parts have moved up to it. A part that stayed is
 * that of the last key frame to which it moved, or of the first.
 */
export function recipeAtKeyFrame({ keyFrames, segments, steps }: KeyFramePath, index: number): LatentRecipe {
  const ownRecipe = (source: number) => latentRecipe(keyFrames[source]!.picture);
  let recipe = ownRecipe(index);
  let open = allParts(steps);
  for (let source = index; source > 0; source--) {
    const arrived = common(open, segments[source - 1]!.parts);
    if (source < index && !isEmpty(arrived)) recipe = mixed(recipe, ownRecipe(source), arrived);
    open = without(open, arrived);
    if (isEmpty(open)) return recipe;
  }
  return index === 0 ? recipe : mixed(recipe, ownRecipe(0), open);
}

/** Parts in both. */
export function common(a: Parts, b: Parts): Parts {
  return {
    x_T: a.x_T && b.x_T,
    z: a.z.filter((t) => b.z.includes(t)),
    noise: a.noise.filter((t) => b.noise.includes(t)),
  };
}

/** Parts of `a` that are not in `b`. */
function without(a: Parts, b: Parts): Parts {
  return {
    x_T: a.x_T && !b.x_T,
    z: a.z.filter((t) => !b.z.includes(t)),
    noise: a.noise.filter((t) => !b.noise.includes(t)),
  };
}

function isEmpty({ x_T, z, noise }: Parts): boolean {
  return !x_T && z.length === 0 && noise.length === 0;
}
