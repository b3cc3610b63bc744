import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cases } from '../../../test/support/property-cases.ts';
import { evenStrength, movedAlong, varied } from '../../core/latent/edits.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { floatsToBase64 } from '../../shared/recipe/base64-floats.ts';
import { latentSignature, SIGNATURE_LENGTH } from './latent-signature.ts';
import { noiseRecipe } from './testing/noise-pictures.ts';

const distance = (a: Recipe, b: Recipe) => {
  const [from, to] = [latentSignature(a), latentSignature(b)];
  return Math.hypot(...from.map((value, k) => value - to[k]!));
};

it('is nearer, the less a picture was varied, and far from every other picture', () => {
  const seed = fc.integer({ min: 0, max: 2 ** 31 });
  fc.assert(
    fc.property(seed, seed, (a, b) => {
      fc.pre(a !== b);
      const from = noiseRecipe(a);
      const at = (strength: number): Recipe => ({
        ...from,
        ...varied(from, String(b), evenStrength(from.steps, strength)),
        version: 2,
      });
      const distances = [at(0.05), at(0.3), noiseRecipe(b)].map((recipe) => distance(from, recipe));
      expect(distances).toEqual(distances.toSorted((x, y) => x - y));
      // Independent normal numbers differ by the square root of 2; the projection's noise is about a tenth of that.
      expect(distances[2]! / 32 / Math.sqrt(SIGNATURE_LENGTH)).toBeGreaterThan(0.8);
    }),
    { numRuns: cases(30) },
  );
});

it('needs no model: edits of w leave it as it is, whatever the length of their vectors', () => {
  const from = noiseRecipe(1);
  const vector = floatsToBase64(new Float32Array(5).fill(1));
  const recipe: Recipe = { ...from, ...movedAlong(from, { name: 'smile', vector }, [1, 1]), version: 2 };
  expect(latentSignature(recipe)).toEqual(latentSignature(from));
  expect(latentSignature({ ...from, imageSize: 512 })).toEqual(latentSignature(from));
});
