import { TrilemmaError } from '../../shared/errors.ts';
import { parseRecipe } from '../../shared/recipe/parse-recipe.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';

/**
 * The recipe of the JSON that a picture carries.
 *
 * @throws TrilemmaError 'recipe-invalid' where it is no JSON, or no valid recipe.
 */
export function recipeOfText(text: string): Recipe {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new TrilemmaError('recipe-invalid', 'The recipe in the picture is damaged: it is not JSON.', {
      cause,
    });
  }
  return parseRecipe(json);
}
