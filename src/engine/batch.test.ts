import { describe, expect, it } from 'vitest';
import { batchFor } from './batch.ts';

const MB = 2 ** 20;

describe('batchFor', () => {
  it('is one picture when even that is large', () => {
    expect(batchFor(100_000 * MB)).toBe(1);
  });

  it('falls as pictures grow, from 8', () => {
    const batches = [1, 20, 40, 100].map((size) => batchFor(size * MB));
    expect(batches[0]).toBe(8);
    expect(batches).toEqual(batches.toSorted((a, b) => b - a));
    expect(batches.at(-1)).toBe(1);
  });
});
