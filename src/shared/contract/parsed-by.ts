import { z } from 'zod';
import { parseRecipe } from '../recipe/parse-recipe.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** A parser of ours as a schema: what it throws is the issue's message. */
export function parsedBy<T>(parse: (json: unknown) => T): z.ZodType<T> {
  return z.unknown().transform((json, context) => {
    try {
      return parse(json);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

export const recipeSchema: z.ZodType<Recipe> = parsedBy(parseRecipe);
