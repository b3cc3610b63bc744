import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coarsest, shareOfAllowed } from './quality.ts';

describe('shareOfAllowed', () => {
  it('lets a frame lose one decibel of what its planes leave', () => {
    expect(shareOfAllowed(2, 2)).toBe(0);
    expect(shareOfAllowed(2 * 10 ** 0.1, 2)).toBeCloseTo(1, 10);
    expect(shareOfAllowed(0, 0)).toBe(0);
    expect(shareOfAllowed(0.1, 0)).toBe(Infinity);
  });
});

describe('coarsest', () => {
  /** Frames whose error is all used up at a setting, and what was tried. */
  async function search(limit: number, start: number, most = 51) {
    const tried: number[] = [];
    const found = await coarsest({ start, most }, (setting) => {
      tried.push(setting);
      return { result: setting, share: setting <= limit ? (setting / limit) ** 4 : 2 };
    });
    return { ...found, tried };
  }

  it('finds the coarsest that is good enough, from below and from above', async () => {
    await expect(search(20, 20)).resolves.toMatchObject({ setting: 20, tried: [20] });
    await expect(search(20, 18)).resolves.toMatchObject({ setting: 19, tried: [18, 19] });
    await expect(search(20, 21)).resolves.toMatchObject({ setting: 20 });
    await expect(search(20, 51)).resolves.toMatchObject({ setting: 20 });
  });

  it('never gives one that is too coarse where there is a better, and tries few', async () => {
    const setting = fc.integer({ min: 0, max: 51 });
    await fc.assert(
      fc.asyncProperty(setting, setting, async (limit, start) => {
        const { setting: found, tried } = await search(limit, start);
        expect(found).toBeLessThanOrEqual(limit);
        if (start > limit) expect(found).toBe(limit);
        expect(tried.length).toBeLessThanOrEqual(13);
      }),
    );
  });

  it('does not rise far where a picture stands still, and takes the finest where none is good enough', async () => {
    const still = await coarsest({ start: 10, most: 51 }, (result) => ({ result, share: 0 }));
    expect(still.setting).toBe(13);
    const never = await coarsest({ start: 10, most: 51 }, (result) => ({ result, share: 3 }));
    expect(never.setting).toBe(0);
  });
});
