import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatsToBase64 } from '../../shared/recipe/base64-floats.ts';
import { parseLatentRecipe } from '../../shared/recipe/parse-recipe.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import { evenStrength, varied } from './edits.ts';
import { blendedAt, movedAt, planeWeights } from './plane.ts';

const STEPS = 2;
const [a, b, c] = ['1', '2', '3'].map((seed): LatentRecipe => ({ seed, temperature: { x_T: 1, z: 1 } })) as [
  LatentRecipe,
  LatentRecipe,
  LatentRecipe,
];
const axis = (name: string, deviation: number) => ({
  name,
  deviation,
  vector: floatsToBase64(Float32Array.of(1, 0)),
});
const axes = [axis('first', 2), axis('second', 0.5)] as const;
const coordinate = fc.oneof(
  fc.double({ noNaN: true }),
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.constantFrom(0, 1, 0.1),
);
const points = fc.record({ u: coordinate, v: coordinate });

describe('the plane of three pictures', () => {
  it('has weights that sum to 1', () => {
    fc.assert(
      fc.property(points, (point) => {
        expect(planeWeights(point).reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 12);
      }),
    );
    expect(planeWeights({ u: 0.25, v: 0.5 })).toEqual([0.25, 0.25, 0.5]);
    expect(planeWeights({ u: 100, v: -100 })).toEqual(planeWeights({ u: 3, v: -3 }));
  });

  it('has the pictures themselves at their points', () => {
    expect(blendedAt([a, b, c], { u: 0, v: 0 }, STEPS)).toEqual(a);
    expect(blendedAt([a, b, c], { u: 1, v: 0 }, STEPS)).toEqual(b);
    expect(blendedAt([a, b, c], { u: 0, v: 1 }, STEPS)).toEqual(c);
    const edited = varied(a, '9', evenStrength(STEPS, 0.5));
    expect(blendedAt([edited, b, c], { u: 0, v: 0 }, STEPS)).toEqual(edited);
  });

  it('has the weights of the first one everywhere', () => {
    const fade = { model: { name: 'cats', sha256: 'c'.repeat(64) }, amount: 0.5 };
    const other = { ...b, fade: { ...fade, amount: 0.25 } };
    for (const point of [
      { u: 0, v: 0 },
      { u: 1, v: 0 },
      { u: 0, v: 1 },
      { u: 0.5, v: 0.2 },
    ]) {
      expect(blendedAt([{ ...a, fade }, other, c], point, STEPS).fade).toEqual(fade);
      expect(blendedAt([a, other, c], point, STEPS).fade).toBeUndefined();
    }
  });

  it('blends every latent elsewhere, also where one weight is 1 and others are not 0', () => {
    expect(blendedAt([a, b, c], { u: 0.5, v: -0.5 }, STEPS)).toEqual({
      ...a,
      edits: [
        {
          kind: 'blend',
          pictures: [b, c],
          weights: [1, 0.5, -0.5],
          parts: { x_T: true, z: [0, 1], noise: [1] },
        },
      ],
    });
  });

  it('has a valid recipe everywhere', () => {
    fc.assert(
      fc.property(points, (point) => {
        const recipe = blendedAt([a, b, c], point, STEPS);
        expect(parseLatentRecipe(recipe, STEPS)).toEqual(recipe);
      }),
    );
  });
});

describe('the plane of two directions', () => {
  it('counts in standard deviations, and is the picture itself at its origin', () => {
    expect(movedAt(a, axes, { u: 0, v: 0 }, STEPS)).toEqual(a);
    expect(movedAt(a, axes, { u: 1.5, v: -1 }, STEPS).edits).toEqual([
      { kind: 'direction', name: 'first', vector: axes[0].vector, amounts: [3, 3] },
      { kind: 'direction', name: 'second', vector: axes[1].vector, amounts: [-0.5, -0.5] },
    ]);
    expect(movedAt(a, axes, { u: 0, v: 1 }, STEPS).edits).toHaveLength(1);
  });

  it('has a valid recipe everywhere', () => {
    fc.assert(
      fc.property(points, (point) => {
        const recipe = movedAt(a, axes, point, STEPS);
        expect(parseLatentRecipe(recipe, STEPS)).toEqual(recipe);
      }),
    );
  });
});
