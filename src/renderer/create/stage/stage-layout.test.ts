import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../../test/support/property-cases.ts';
import {
  layoutStage,
  moved,
  SMALLEST_TILE,
  type StageMetrics,
  tilePosition,
  visibleIndexes,
} from './stage-layout.ts';

const METRICS: StageMetrics = { width: 880, height: 700, gap: 6, header: 40, headerWidth: 540, spacing: 20 };

const counts = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 6 });
const tiles = fc.option(fc.integer({ min: SMALLEST_TILE, max: 2000 }));
const metrics = fc.record({
  width: fc.integer({ min: 200, max: 3000 }),
  height: fc.integer({ min: 200, max: 2000 }),
  gap: fc.constant(6),
  header: fc.integer({ min: 30, max: 60 }),
  headerWidth: fc.constant(540),
  spacing: fc.constant(20),
});
const named = (list: readonly number[]) => list.map((count, i) => ({ id: String(i), count }));
const fitted = (count: number) => layoutStage(named([count]), METRICS, null).places[0]!;

describe('layoutStage', () => {
  it.each([
    [1, 1],
    [4, 2],
    [16, 4],
    [64, 8],
  ])('stands %i pictures in a square', (count, columns) => {
    const place = fitted(count);
    expect(place.columns).toBe(columns);
    expect(place.height).toBeLessThanOrEqual(METRICS.height);
    expect(place.height).toBeGreaterThan(METRICS.height - columns - 1);
  });

  it('scrolls rather than making pictures too small', () => {
    const place = fitted(1000);
    expect(place.tile).toBe(SMALLEST_TILE);
    expect(place.height).toBeGreaterThan(METRICS.height);
  });

  it('keeps every picture inside the width, below its header, and clear of the others', () => {
    fc.assert(
      fc.property(counts, metrics, tiles, (list, sizes, tile) => {
        const { places, height } = layoutStage(named(list), sizes, tile);
        let end = 0;
        for (const place of places) {
          expect(place.top).toBeGreaterThanOrEqual(end);
          end = place.top + place.height;
          const seen = new Set<string>();
          for (let i = 0; i < place.count; i++) {
            const { x, y } = tilePosition(place, i);
            const isInside = x >= 0 && x + place.tile <= sizes.width && y + place.tile <= end;
            if (!isInside || y < place.top + sizes.header) expect.fail(`picture ${i} at ${x}, ${y}`);
            seen.add(`${x} ${y}`);
          }
          expect(seen.size).toBe(place.count);
          expect(place.pitch).toBeGreaterThanOrEqual(place.tile);
        }
        expect(height).toBeGreaterThanOrEqual(end);
      }),
      { numRuns: cases(50) },
    );
  });

  it('puts no picture elsewhere when a batch has only its header', () => {
    const { places } = layoutStage(named([0, 4]), METRICS, null);
    expect(places[0]!.height).toBe(METRICS.header);
    expect(places[1]!.top).toBe(METRICS.header + METRICS.spacing);
  });
});

describe('visibleIndexes', () => {
  it('gives every picture that meets the stretch', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 3000 }), (count, top) => {
        const place = layoutStage(named([count]), METRICS, 120).places[0]!;
        const bottom = top + METRICS.height;
        const { from, to } = visibleIndexes(place, top, bottom);
        for (let i = 0; i < count; i++) {
          const { y } = tilePosition(place, i);
          const isSeen = y + place.tile > top && y < bottom;
          if (isSeen) expect(i >= from && i < to).toBe(true);
        }
        expect(to).toBeLessThanOrEqual(Math.max(count, from));
      }),
    );
  });
});

describe('moved', () => {
  const layout = layoutStage(named([5, 0, 16]), METRICS, 150);
  const [first] = layout.places;

  it('begins with the first picture', () => {
    expect(moved(layout, null, 'right')).toEqual({ batch: '0', index: 0 });
    expect(moved(layoutStage([], METRICS, null), null, 'right')).toBeUndefined();
  });

  it('goes on into the next batch that shows pictures, and back', () => {
    expect(moved(layout, { batch: '0', index: 4 }, 'right')).toEqual({ batch: '2', index: 0 });
    expect(moved(layout, { batch: '2', index: 0 }, 'left')).toEqual({ batch: '0', index: 4 });
    expect(moved(layout, { batch: '2', index: 1 }, 'up')).toEqual({ batch: '0', index: 1 });
    expect(moved(layout, { batch: '0', index: 4 }, 'down')).toEqual({
      batch: '2',
      index: 4 % first!.columns,
    });
  });

  it('stays where there is nothing further', () => {
    expect(moved(layout, { batch: '0', index: 0 }, 'left')).toEqual({ batch: '0', index: 0 });
    expect(moved(layout, { batch: '2', index: 15 }, 'right')).toEqual({ batch: '2', index: 15 });
    expect(moved(layout, { batch: '2', index: 15 }, 'down')).toEqual({ batch: '2', index: 15 });
  });

  it('reaches the last row from any column', () => {
    const ragged = layoutStage(named([5]), { ...METRICS, width: 320 }, 150);
    expect(ragged.places[0]!.columns).toBe(2);
    expect(moved(ragged, { batch: '0', index: 3 }, 'down')).toEqual({ batch: '0', index: 4 });
  });

  it('leads to a picture that is there, whatever is pressed', () => {
    const moves = fc.array(fc.constantFrom('left', 'right', 'up', 'down', 'first', 'last'));
    fc.assert(
      fc.property(counts, tiles, moves, (list, tile, keys) => {
        const stage = layoutStage(named(list), METRICS, tile);
        let at: ReturnType<typeof moved> | null = null;
        for (const key of keys) {
          at = moved(stage, at ?? null, key);
          if (at === undefined) {
            expect(list.every((count) => count === 0)).toBe(true);
            return;
          }
          expect(at.index).toBeGreaterThanOrEqual(0);
          expect(at.index).toBeLessThan(list[Number(at.batch)]!);
        }
      }),
    );
  });
});
