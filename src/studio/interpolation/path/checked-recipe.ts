import { frameRecipe, segmentRecipe } from '../../../core/latent/path/frame.ts';
import type { KeyFrameStyles } from '../../../core/latent/path/style.ts';
import { framesOf } from '../../../core/latent/path/timeline.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { LatentPath } from '../../../shared/path/latent-path.ts';
import { parseLatentRecipe } from '../../../shared/recipe/parse-recipe.ts';
import type { LatentRecipe } from '../../../shared/recipe/recipe.ts';

/**
 * The recipe of a frame, which adds to those of its key frames.
 *
 * @param steps T
 * @throws {TrilemmaError} `recipe-invalid` where the key frames hold so many edits that the frame's recipe is too long.
 */
export function checkedRecipe(recipe: LatentRecipe, steps: number): LatentRecipe {
  try {
    return parseLatentRecipe(recipe, steps);
  } catch (cause) {
    if (!(cause instanceof TrilemmaError)) throw cause;
    throw new TrilemmaError(
      'recipe-invalid',
      `A frame of the path cannot be written as a recipe: ${cause.message.replace(/^The recipe is not valid: /, '')} Take key frames with fewer edits, or another easing than catmull-rom.`,
      { cause },
    );
  }
}

/** Every segment's recipes are alike: one that is too long is found before anything is computed. Throws as {@link checkedRecipe}. */
export function checkRecipes(path: LatentPath, styles: KeyFrameStyles | undefined): void {
  const { steps } = path;
  if (path.kind === 'drift') checkedRecipe(frameRecipe(path, framesOf(path) - 1), steps);
  else path.segments.forEach((_, index) => checkedRecipe(segmentRecipe(path, index, 0.5, styles), steps));
}
