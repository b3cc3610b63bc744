import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellsOf,
  justified,
  rowAt,
  rowCount,
  rowHeightOf,
  rowOf,
  stepFrom,
  totalHeight,
  type JustifiedLayout,
} from './justified-layout.ts';

const params = { width: 1000, rowHeight: 180, gap: 6 };
const aspects = fc.array(fc.integer({ min: 1, max: 65_535 }), { minLength: 1, maxLength: 200 });
const layouts = fc
  .record({
    aspects,
    width: fc.integer({ min: 200, max: 3000 }),
    rowHeight: fc.integer({ min: 60, max: 512 }),
  })
  .map((one) => justified(Uint16Array.from(one.aspects), { ...one, gap: 6 }));

const rows = (layout: JustifiedLayout) => [...Array(rowCount(layout)).keys()];

describe('justified', () => {
  it('gives every picture one place, in order, without overlaps, within the width', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        const cells = rows(layout).flatMap((row) => cellsOf(layout, row));
        expect(cells.map(({ index }) => index)).toEqual([...layout.aspects.keys()]);
        for (const row of rows(layout)) {
          let end = -layout.gap;
          for (const { x, width } of cellsOf(layout, row)) {
            expect(x).toBeGreaterThanOrEqual(end + layout.gap - 1);
            expect(width).toBeGreaterThan(0);
            end = x + width;
          }
          expect(end).toBeLessThanOrEqual(layout.width);
          if (row < rowCount(layout) - 1) expect(end).toBe(layout.width);
          expect(rowHeightOf(layout, row)).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('keeps rows of common forms near the height asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(667, 1000, 1500), { minLength: 30, maxLength: 200 }),
        fc.integer({ min: 900, max: 2500 }),
        (list, width) => {
          const layout = justified(Uint16Array.from(list), { ...params, width });
          for (const row of rows(layout)) {
            expect(rowHeightOf(layout, row) / params.rowHeight).toBeGreaterThan(0.7);
            expect(rowHeightOf(layout, row) / params.rowHeight).toBeLessThan(1.4);
          }
        },
      ),
    );
  });

  it('puts squares in columns, also in the last row', () => {
    const layout = justified(new Uint16Array(13).fill(1000), params);
    expect(cellsOf(layout, 0)).toHaveLength(5);
    const lefts = (row: number) => cellsOf(layout, row).map(({ x }) => x);
    expect(lefts(1)).toEqual(lefts(0));
    expect(rowHeightOf(layout, 2)).toBe(rowHeightOf(layout, 0));
    lefts(2).forEach((x, i) => expect(Math.abs(x - lefts(0)[i]!)).toBeLessThanOrEqual(2));
  });

  it('has no rows of nothing, and none before anything was measured', () => {
    expect(rowCount(justified(new Uint16Array(), params))).toBe(0);
    const unmeasured = justified(new Uint16Array(9).fill(1000), { ...params, width: 0 });
    expect(rowCount(unmeasured)).toBe(0);
    expect(totalHeight(unmeasured)).toBe(0);
  });

  it('finds rows by height and by picture', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        for (const row of rows(layout)) {
          const top = layout.tops[row]!;
          expect(rowAt(layout, top)).toBe(row);
          expect(rowAt(layout, layout.tops[row + 1]! - 0.5)).toBe(row);
          for (const { index } of cellsOf(layout, row)) expect(rowOf(layout, index)).toBe(row);
        }
        expect(rowAt(layout, -100)).toBe(0);
        expect(rowAt(layout, totalHeight(layout) + 100)).toBe(rowCount(layout) - 1);
      }),
    );
  });
});

describe('stepFrom', () => {
  const layout = justified(new Uint16Array(13).fill(1000), params);
  const step = (index: number, where: Parameters<typeof stepFrom>[2]) => stepFrom(layout, index, where, 420);

  it('goes along and across', () => {
    expect(step(4, 'right')).toBe(5);
    expect(step(0, 'left')).toBe(0);
    expect(step(7, 'up')).toBe(2);
    expect(step(7, 'down')).toBe(12);
    expect(step(2, 'up')).toBe(2);
    expect(step(12, 'down')).toBe(12);
    expect(step(9, 'down')).toBe(12);
    expect(step(5, 'first')).toBe(0);
    expect(step(5, 'last')).toBe(12);
  });

  it('goes by pages, at least one row', () => {
    expect(step(1, 'page-down')).toBe(11);
    expect(step(11, 'page-up')).toBe(1);
    expect(stepFrom(layout, 1, 'page-down', 10)).toBe(6);
    expect(step(12, 'page-down')).toBe(12);
  });

  it('stays within the pictures, wherever it goes', () => {
    fc.assert(
      fc.property(
        layouts,
        fc.nat(),
        fc.constantFrom('up', 'down', 'left', 'right', 'page-up', 'page-down'),
        (some, at, where) => {
          const to = stepFrom(some, at % some.aspects.length, where, 500);
          expect(some.aspects[to]).toBeDefined();
        },
      ),
    );
  });
});
