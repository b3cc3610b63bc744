import fc from 'fast-check';
import { floatsToBase64 } from '../../shared/recipe/base64-floats.ts';
import { parseLatentRecipe } from '../../shared/recipe/parse-recipe.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import type { Axis } from './directions/adjustments.ts';

export const STEPS = 2;

export const aSeed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);

export function plain(seed: string): LatentRecipe {
  return { seed, temperature: { x_T: 1, z: 1 } };
}

export function axis(id: string, vector: readonly number[], deviation = 1): Axis {
  return { id, name: id, vector: floatsToBase64(Float32Array.from(vector)), deviation, reach: 4 };
}

/** Throws where the studio would refuse the picture. */
export function accepted(picture: LatentRecipe, steps = STEPS): LatentRecipe {
  return parseLatentRecipe(JSON.parse(JSON.stringify(picture)), steps);
}
