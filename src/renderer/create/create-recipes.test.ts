import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { varied } from '../../core/latent/edits.ts';
import { parseSeed } from '../../core/random/seed.ts';
import { nextSeed, pictureRecipe, seedProblem, settingsOf } from './create-recipes.ts';

const SETTINGS = { seed: '7', layoutTemperature: 1, styleTemperature: 1 };
const MEAN = 'AACAPw==';
const seeds = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);

describe('pictureRecipe', () => {
  it('counts seeds on from the first, round the end of 64 bits', () => {
    expect(pictureRecipe(SETTINGS, 3, 2, null)).toEqual({ seed: '10', temperature: { x_T: 1, z: 1 } });
    const last = { ...SETTINGS, seed: '18446744073709551615' };
    expect(pictureRecipe(last, 1, 2, null).seed).toBe('0');
  });

  it('draws w towards its mean at every step', () => {
    const recipe = pictureRecipe({ ...SETTINGS, styleTemperature: 0.5 }, 0, 3, MEAN);
    expect(recipe.edits).toEqual([{ kind: 'truncation', center: MEAN, amounts: [0.5, 0.5, 0.5] }]);
  });

  it('is what settingsOf reads back', () => {
    const temperatures = fc.double({ min: 0, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(seeds, temperatures, temperatures, (seed, layoutTemperature, styleTemperature) => {
        const settings = { seed, layoutTemperature, styleTemperature };
        const read = settingsOf(pictureRecipe(settings, 0, 2, MEAN));
        expect(read).toEqual({ settings, isExact: true });
      }),
    );
  });
});

describe('settingsOf', () => {
  it('says when other edits are left out', () => {
    const edited = varied(pictureRecipe(SETTINGS, 0, 2, null), '9', { x_T: 0.5, z: [0, 0], noise: [0, 0] });
    expect(settingsOf(edited)).toEqual({ settings: SETTINGS, isExact: false });
  });

  it('says when weights between two models are', () => {
    const fade = { model: { name: 'cats', sha256: 'c'.repeat(64) }, amount: 0.5 };
    const faded = { ...pictureRecipe(SETTINGS, 0, 2, null), fade };
    expect(settingsOf(faded)).toEqual({ settings: SETTINGS, isExact: false });
  });
});

describe('nextSeed', () => {
  const random = () => parseSeed('42');

  it('draws, stays or goes on, as the mode says', () => {
    expect(nextSeed({ seed: '7', seedMode: 'random', count: 16 }, random)).toBe('42');
    expect(nextSeed({ seed: '7', seedMode: 'fixed', count: 16 }, random)).toBe('7');
    expect(nextSeed({ seed: '7', seedMode: 'increment', count: 16 }, random)).toBe('23');
  });
});

describe('seedProblem', () => {
  it('takes 64 bits and no more', () => {
    fc.assert(fc.property(seeds, (seed) => seedProblem(seed) === null));
    expect(seedProblem('18446744073709551616')).not.toBeNull();
    expect(seedProblem('-1')).not.toBeNull();
    expect(seedProblem('')).not.toBeNull();
  });
});
