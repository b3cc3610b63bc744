import { describe, expect, it } from 'vitest';
import type { Picture } from '../../shared/picture.ts';
import { PictureCache } from './picture-cache.ts';

/** 4 x 4 pixels: 64 bytes. */
function picture(seed: string, provider = 'cpu', fill = 0): Picture {
  return {
    width: 4,
    height: 4,
    rgba: new Uint8Array(64).fill(fill),
    recipe: {
      version: 1,
      model: { name: 'faces', sha256: '0'.repeat(64) },
      steps: 2,
      seed,
      temperature: { x_T: 1, z: 1 },
      imageSize: 4,
      madeWith: { app: '1', provider, runtime: 'r' },
    },
  };
}

const seeds = ['1', '2', '3', '4'];
const inMemory = (cache: PictureCache) =>
  seeds.filter((seed) => cache.get(picture(seed).recipe, 'cpu') !== undefined);

describe('PictureCache', () => {
  it('lets the least recently used go when it is full', () => {
    const cache = new PictureCache(3 * 64);
    for (const seed of ['1', '2', '3']) cache.add(picture(seed));
    cache.get(picture('1').recipe, 'cpu');
    cache.add(picture('4'));
    expect(inMemory(cache)).toEqual(['1', '3', '4']);
  });

  it('counts a picture once that is added again, and gives the latest', () => {
    const cache = new PictureCache(3 * 64);
    for (const seed of ['1', '2', '3']) cache.add(picture(seed));
    for (let again = 0; again < 5; again++) cache.add(picture('1', 'cpu', again));
    expect(inMemory(cache)).toEqual(['1', '2', '3']);
    expect(cache.get(picture('1').recipe, 'cpu')?.rgba[0]).toBe(4);
  });

  it('tells providers apart, but not names and circumstances', () => {
    const cache = new PictureCache();
    const made = picture('1', 'webgpu');
    cache.add(made);
    expect(cache.get(made.recipe, 'cpu')).toBeUndefined();
    const renamed = { ...made.recipe, model: { ...made.recipe.model, name: 'people' } };
    expect(cache.get(renamed, 'webgpu')).toBe(made);
  });

  it('keeps nothing that alone is too large', () => {
    const cache = new PictureCache(63);
    cache.add(picture('1'));
    expect(inMemory(cache)).toEqual([]);
  });
});
