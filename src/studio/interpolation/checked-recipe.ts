import { TrilemmaError } from '../../shared/errors.ts';
import { parseLatentRecipe } from '../../shared/parse-recipe.ts';
import type { LatentRecipe } from '../../shared/recipe.ts';

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
