import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coarserLevels,
  edgeOf,
  levelOf,
  type MapView,
  panned,
  startView,
  tileAt,
  toPoint,
  toSpot,
  visibleTiles,
  zoomed,
} from './map-view.ts';

const SIZE = { width: 700, height: 500 };
const REACH = 3;
const TILE = 96;
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const aView: fc.Arbitrary<MapView> = fc.record({
  u: between(-REACH, REACH),
  v: between(-REACH, REACH),
  scale: between(100, 6000),
});
const aSpot = fc.record({ x: between(0, SIZE.width), y: between(0, SIZE.height) });

describe('the window of the map', () => {
  it('finds the spot of a point and the point of a spot', () => {
    fc.assert(
      fc.property(aView, aSpot, (view, spot) => {
        const again = toSpot(view, SIZE, toPoint(view, SIZE, spot));
        expect(again.x).toBeCloseTo(spot.x, 6);
        expect(again.y).toBeCloseTo(spot.y, 6);
      }),
    );
  });

  it('has v rise upwards', () => {
    const view = { u: 0, v: 0, scale: 100 };
    expect(toSpot(view, SIZE, { u: 1, v: 1 })).toEqual({ x: 450, y: 150 });
  });

  it('keeps what is under the pointer there while it zooms', () => {
    const inside = fc.record({ u: between(-1, 1), v: between(-1, 1), scale: between(300, 600) });
    fc.assert(
      fc.property(inside, aSpot, between(0.8, 1.5), (view, spot, factor) => {
        const before = toPoint(view, SIZE, spot);
        const after = toPoint(zoomed(view, SIZE, { factor, spot, reach: REACH, tileSide: TILE }), SIZE, spot);
        expect(after.u).toBeCloseTo(before.u, 9);
        expect(after.v).toBeCloseTo(before.v, 9);
      }),
    );
  });

  it('pans with the hand, and no further than the map goes', () => {
    const view = { u: 0, v: 0, scale: 100 };
    expect(panned(view, { x: 50, y: 20 }, REACH)).toEqual({ u: -0.5, v: 0.2, scale: 100 });
    expect(panned(view, { x: 5000, y: 5000 }, REACH)).toEqual({ u: -3, v: 3, scale: 100 });
  });

  it('has tiles between one and two sides wide', () => {
    fc.assert(
      fc.property(aView, (view) => {
        const side = view.scale * 2 ** -levelOf(view, TILE);
        expect(side).toBeGreaterThanOrEqual(TILE);
        expect(side).toBeLessThan(2 * TILE);
      }),
    );
  });

  it('covers the window, without what lies outside of it', () => {
    fc.assert(
      fc.property(aView, aSpot, (view, spot) => {
        const level = levelOf(view, TILE);
        const tiles = visibleTiles(view, SIZE, { level, reach: REACH, focus: view });
        const point = toPoint(view, SIZE, spot);
        if (Math.abs(point.u) <= REACH && Math.abs(point.v) <= REACH) {
          expect(tiles).toContainEqual(tileAt(point, level, REACH));
        }
        const half = 2 ** -level / 2;
        for (const { u, v } of tiles) {
          const { x, y } = toSpot(view, SIZE, { u, v });
          expect(x + half * view.scale).toBeGreaterThan(-1e-6);
          expect(x - half * view.scale).toBeLessThan(SIZE.width + 1e-6);
          expect(y + half * view.scale).toBeGreaterThan(-1e-6);
          expect(y - half * view.scale).toBeLessThan(SIZE.height + 1e-6);
          expect(Math.max(Math.abs(u), Math.abs(v))).toBeLessThanOrEqual(REACH);
        }
        expect(tiles.length).toBeLessThan(100);
      }),
      // The window's corner on the edge of two tiles, where rounding decides which one holds it.
      {
        examples: [
          [
            { u: 0.4999999999999998, v: 0, scale: 100 },
            { x: 0, y: 0 },
          ],
        ],
      },
    );
  });

  it('asks for the tile under the focus first, then outwards', () => {
    fc.assert(
      fc.property(aView, aSpot, (view, spot) => {
        const level = levelOf(view, TILE);
        const focus = toPoint(view, SIZE, spot);
        const tiles = visibleTiles(view, SIZE, { level, reach: REACH, focus });
        const distances = tiles.map(({ u, v }) => Math.hypot(u - focus.u, v - focus.v));
        distances.forEach((distance, i) => expect(distance).toBeGreaterThan((distances[i - 1] ?? 0) - 1e-9));
      }),
    );
  });

  it('has the three pictures on its tiles at every level from 0', () => {
    for (let level = 0; level <= 6; level++) {
      for (const [u, v] of [
        [0, 0],
        [1, 0],
        [0, 1],
      ] as const) {
        expect(tileAt({ u, v }, level, REACH)).toEqual({ level, u, v });
      }
    }
  });

  it('names one point in one way', () => {
    expect(Object.is(tileAt({ u: -0.01, v: 0 }, 0, REACH).u, 0)).toBe(true);
  });

  it('begins with all three pictures, or all of the directions', () => {
    const pictures = startView('pictures', SIZE, REACH);
    const corners = [
      { u: 0, v: 0 },
      { u: 1, v: 0 },
      { u: 0, v: 1 },
    ].map((point) => toSpot(pictures, SIZE, point));
    for (const { x, y } of corners) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(SIZE.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(SIZE.height);
    }
    expect(toSpot(startView('directions', SIZE, 4), SIZE, { u: 0, v: 4 }).y).toBeGreaterThanOrEqual(0);
  });

  it('has the sharpest of the coarser tiles stand in', () => {
    expect(coarserLevels(2)).toEqual([1, 0, -1]);
  });

  it('ends where its outermost tiles end', () => {
    expect(edgeOf(0, 3)).toBe(3.5);
    expect(edgeOf(2, 3)).toBe(3.125);
    expect(edgeOf(-1, 3)).toBe(3);
  });
});
