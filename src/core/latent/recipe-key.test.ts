import { describe, expect, it } from 'vitest';
import { floatsToBase64 } from '../../shared/recipe/base64-floats.ts';
import { parseLatentRecipe } from '../../shared/recipe/parse-recipe.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import {
  allParts,
  blended,
  curved,
  drifted,
  evenStrength,
  latentRecipe,
  mixed,
  movedAlong,
  truncated,
  varied,
} from './edits.ts';
import { latentKey, type PixelRecipe, recipeKey } from './recipe-key.ts';

const STEPS = 2;
const plain: LatentRecipe = { seed: '1', temperature: { x_T: 1, z: 1 } };
const other: LatentRecipe = { seed: '2', temperature: { x_T: 1, z: 1 } };
const all = allParts(STEPS);
const vector = floatsToBase64(Float32Array.of(1, 2));
const recipes: readonly LatentRecipe[] = [
  plain,
  other,
  { ...plain, temperature: { x_T: 0.5, z: 1 } },
  { ...plain, temperature: { x_T: 1, z: 0.5 } },
  varied(plain, '3', evenStrength(STEPS, 0.5)),
  varied(plain, '4', evenStrength(STEPS, 0.5)),
  varied(plain, '3', { ...evenStrength(STEPS, 0.5), x_T: 0 }),
  varied(varied(plain, '3', evenStrength(STEPS, 0.5)), '3', evenStrength(STEPS, 0.5)),
  blended(plain, [other], [1, 1], all),
  blended(plain, [other], [1, 2], all),
  blended(plain, [plain], [1, 1], all),
  mixed(plain, other, all),
  mixed(plain, other, { ...all, x_T: false }),
  mixed(plain, other, { ...all, z: [0] }),
  mixed(plain, other, { ...all, noise: [] }),
  mixed(plain, varied(other, '3', evenStrength(STEPS, 0.5)), all),
  movedAlong(plain, { name: 'age', vector }, [1, 1]),
  movedAlong(plain, { name: 'age', vector }, [1, 2]),
  truncated(plain, vector, [1, 1]),
  curved(plain, [other], 0.5, all),
  curved(plain, [other], 0.25, all),
  curved(plain, [other, other], 0.5, all),
  curved(plain, [other], 0.5, { ...all, x_T: false }),
  drifted(plain, '3', evenStrength(STEPS, 0.5), 0.5),
  drifted(plain, '3', evenStrength(STEPS, 0.5), 0.25),
  drifted(plain, '4', evenStrength(STEPS, 0.5), 0.5),
  { ...plain, fade: { model: { name: 'cats', sha256: 'b'.repeat(64) }, amount: 0.5 } },
  { ...plain, fade: { model: { name: 'cats', sha256: 'b'.repeat(64) }, amount: 0.25 } },
  { ...plain, fade: { model: { name: 'dogs', sha256: 'c'.repeat(64) }, amount: 0.5 } },
];
const whole = (recipe: LatentRecipe): PixelRecipe => ({
  ...recipe,
  model: { sha256: 'a'.repeat(64) },
  steps: STEPS,
  imageSize: 32,
});

describe('the helpers for edits', () => {
  it('write valid recipes', () => {
    for (const recipe of recipes) expect(parseLatentRecipe(recipe, STEPS)).toEqual(recipe);
  });

  it('leave their arguments as they are', () => {
    const before = structuredClone(plain);
    mixed(plain, other, all);
    expect(plain).toEqual(before);
  });

  it('name every latent', () => {
    expect(allParts(3)).toEqual({ x_T: true, z: [0, 1, 2], noise: [1, 2] });
    expect(allParts(1)).toEqual({ x_T: true, z: [0], noise: [] });
    expect(evenStrength(3, 0.2)).toEqual({ x_T: 0.2, z: [0.2, 0.2, 0.2], noise: [0, 0.2, 0.2] });
  });

  it('take from a whole recipe what its latents come from', () => {
    expect(latentRecipe(whole(recipes[4]!))).toEqual(recipes[4]);
    expect(latentRecipe({ ...plain, edits: [] })).toEqual(plain);
    expect(latentRecipe(whole(recipes.at(-1)!))).toEqual(recipes.at(-1));
    expect(mixed(plain, recipes.at(-1)!, all)).toEqual(mixed(plain, plain, all));
  });
});

describe('recipeKey', () => {
  it('differs for all that decides pixels', () => {
    expect(new Set(recipes.map(latentKey)).size).toBe(recipes.length);
    const picture = whole(plain);
    const pictures = [
      picture,
      { ...picture, steps: 4 },
      { ...picture, imageSize: 64 },
      { ...picture, model: { sha256: 'b'.repeat(64) } },
    ];
    expect(new Set(pictures.map(recipeKey)).size).toBe(pictures.length);
  });

  it('of a picture of one model stays what databases hold', () => {
    expect(recipeKey(whole(plain))).toBe(`["${'a'.repeat(64)}",2,32,"1",[1,1],[]]`);
  });

  it('does not depend on names, circumstances, or the order of fields', () => {
    const picture = whole(movedAlong(mixed(plain, other, all), { name: 'age', vector }, [1, 1]));
    const renamed = {
      madeWith: { app: '1', provider: 'cpu', runtime: 'x' },
      ...whole(movedAlong(mixed(plain, other, all), { name: 'years', vector }, [1, 1])),
      model: { sha256: 'a'.repeat(64), name: 'faces' },
      temperature: { z: 1, x_T: 1 },
    };
    expect(recipeKey(renamed)).toBe(recipeKey(picture));
    expect(recipeKey(whole({ ...plain, edits: [] }))).toBe(recipeKey(whole(plain)));
  });
});
