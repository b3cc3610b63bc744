import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenStrength, mixed, movedAlong, varied } from '../../core/latent/edits.ts';
import { latentsOf } from '../../core/latent/compose.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import { simplified } from './simplify.ts';
import { accepted, aSeed, axis, plain, STEPS } from './testing.ts';

const SHAPE = { imageSize: 4, numChannels: 1, nz: 8, zEmbDim: 2 };
const DIRECTION = axis('d', [1, 2]);

const aStep = fc.oneof(
  fc.record({ seed: aSeed, strength: fc.constantFrom(0, 0.3, 1) }).map(
    ({ seed, strength }) =>
      (recipe: LatentRecipe) =>
        varied(recipe, seed, evenStrength(STEPS, strength)),
  ),
  fc.constant((recipe: LatentRecipe) => movedAlong(recipe, DIRECTION, [1, 2])),
  aSeed.map((seed) => (recipe: LatentRecipe) => mixed(recipe, plain(seed), { x_T: true, z: [1], noise: [] })),
);

describe('simplified recipes', () => {
  it('make the same latents', () => {
    fc.assert(
      fc.property(aSeed, fc.array(aStep, { maxLength: 8 }), (seed, steps) => {
        const recipe = steps.reduce((before, step) => step(before), plain(seed));
        const shorter = simplified(recipe);
        expect(shorter.edits?.length ?? 0).toBeLessThanOrEqual(recipe.edits?.length ?? 0);
        expect(latentsOf(shorter, STEPS, SHAPE)).toEqual(latentsOf(recipe, STEPS, SHAPE));
      }),
    );
  });

  it('forget a seed that another has replaced', () => {
    const replaced = varied(varied(plain('1'), '2', evenStrength(STEPS, 0.4)), '3', evenStrength(STEPS, 1));
    expect(simplified(replaced)).toEqual(plain('3'));
  });

  it('keep weights between two models', () => {
    const fade = { model: { name: 'cats', sha256: 'c'.repeat(64) }, amount: 0.5 };
    expect(simplified(varied({ ...plain('1'), fade }, '3', evenStrength(STEPS, 1)))).toEqual({
      ...plain('3'),
      fade,
    });
  });

  it('hold as many variations as a person takes', () => {
    let recipe = plain('1');
    for (let i = 0; i < 300; i++) {
      recipe = simplified(varied(recipe, String(i + 2), evenStrength(STEPS, 0.35)));
    }
    expect(accepted(recipe).edits!.length).toBeLessThanOrEqual(40);
  });

  it('keep weak variations, which all still show', () => {
    let recipe = plain('1');
    for (let i = 0; i < 50; i++) {
      recipe = simplified(varied(recipe, String(i + 2), evenStrength(STEPS, 0.05)));
    }
    expect(recipe.seed).toBe('1');
    expect(recipe.edits).toHaveLength(50);
  });

  it('hardly change a picture by what they forget', () => {
    let whole = plain('1');
    for (let i = 0; i < 45; i++) whole = varied(whole, String(i + 2), evenStrength(STEPS, 0.35));
    const shorter = simplified(whole);
    expect(shorter.edits!.length).toBeLessThan(whole.edits!.length);
    const shape = { ...SHAPE, imageSize: 32, numChannels: 3 };
    const [before, after] = [latentsOf(whole, STEPS, shape).x_T, latentsOf(shorter, STEPS, shape).x_T];
    const distance = Math.hypot(...before.map((x, k) => x - after[k]!));
    expect(distance / Math.hypot(...before)).toBeLessThan(0.03);
  });
});
