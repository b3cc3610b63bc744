import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate } from './decimate.ts';
import { smooth } from './smooth.ts';

const aColumn = fc.array(fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
  minLength: 1,
  maxLength: 300,
});
const values = (column: readonly (number | null)[]) => column.filter((value) => value !== null);

describe('smoothing', () => {
  it('leaves values as they are at 0, and a constant at any amount', () => {
    expect(smooth([1, null, 3], 0)).toEqual([1, null, 3]);
    for (const value of values(smooth([2, 2, null, 2], 0.9))) expect(value).toBeCloseTo(2, 12);
  });

  it('keeps gaps, and stays within the values', () => {
    fc.assert(
      fc.property(aColumn, fc.double({ min: 0, max: 0.99, noNaN: true }), (column, amount) => {
        const smoothed = smooth(column, amount);
        expect(smoothed.map((value) => value === null)).toEqual(column.map((value) => value === null));
        const before = values(column);
        const slack = 1e-6;
        for (const value of values(smoothed)) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...before) - slack);
          expect(value).toBeLessThanOrEqual(Math.max(...before) + slack);
        }
      }),
    );
  });

  it('follows slowly', () => {
    const [, second] = smooth([0, 1], 0.5);
    expect(second).toBeCloseTo(2 / 3, 12);
  });
});

describe('thinning out', () => {
  it('leaves few rows as they are', () => {
    const rows = { x: [1, 2, 3], ys: [[1, null, 2]] };
    expect(decimate(rows, 3)).toBe(rows);
  });

  it('keeps extremes, ends, order and the lengths of columns', () => {
    fc.assert(
      fc.property(aColumn, fc.integer({ min: 4, max: 40 }), (column, count) => {
        const x = column.map((_, i) => i * 3);
        const { x: kept, ys } = decimate({ x, ys: [column] }, count);
        expect(ys[0]).toHaveLength(kept.length);
        expect(kept.length).toBeLessThanOrEqual(Math.max(count + 2, 4));
        expect(kept[0]).toBe(x[0]);
        expect(kept.at(-1)).toBe(x.at(-1));
        expect([...kept].sort((a, b) => a - b)).toEqual(kept);
        const before = values(column);
        const after = values(ys[0]!);
        expect(Math.max(...after)).toBe(Math.max(...before));
        expect(Math.min(...after)).toBe(Math.min(...before));
      }),
    );
  });

  it('keeps a peak and its place in the order', () => {
    const column = [0, 0, 9, 0, 0, 0, 0, 0];
    expect(decimate({ x: column.map((_, i) => i), ys: [column] }, 4).ys).toEqual([[0, 9, 0, 0]]);
  });
});
