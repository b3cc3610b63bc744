import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contactGrid, gridShape } from './grid.ts';
import type { RgbPixels } from '../../shared/picture.ts';

const filled = (width: number, height: number, value: number): RgbPixels => ({
  width,
  height,
  data: new Uint8Array(3 * width * height).fill(value),
});

describe('gridShape', () => {
  it.each([
    [1, 1, 1],
    [2, 2, 1],
    [3, 2, 2],
    [4, 2, 2],
    [5, 3, 2],
    [6, 3, 2],
    [7, 3, 3],
    [16, 4, 4],
    [17, 5, 4],
  ])('%i pictures: %i columns, %i rows', (count, columns, rows) => {
    expect(gridShape(count)).toEqual({ columns, rows });
  });

  it('holds all, and leaves no row or column empty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (count) => {
        const { columns, rows } = gridShape(count);
        expect(columns * rows).toBeGreaterThanOrEqual(count);
        expect((rows - 1) * columns).toBeLessThan(count);
        expect(columns - rows).toBeGreaterThanOrEqual(0);
        expect(columns - rows).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('contactGrid', () => {
  it('puts pictures side by side, row by row, two pixels apart', () => {
    const grid = contactGrid([filled(1, 2, 101), filled(1, 2, 102), filled(1, 2, 103)]);
    const red = [...grid.data].filter((_, at) => at % 3 === 0);
    const rows = Array.from({ length: grid.height }, (_, y) =>
      red.slice(y * grid.width, (y + 1) * grid.width),
    );
    const gap = [24, 24, 24, 24, 24, 24, 24, 24];
    const first = [24, 24, 101, 24, 24, 102, 24, 24];
    const second = [24, 24, 103, 24, 24, 24, 24, 24];
    expect(rows).toEqual([gap, gap, first, first, gap, gap, second, second, gap, gap]);
  });

  it('refuses no pictures, and pictures of different sizes', () => {
    expect(() => contactGrid([])).toThrow(RangeError);
    expect(() => contactGrid([filled(1, 1, 0), filled(2, 1, 0)])).toThrow(RangeError);
  });
});
