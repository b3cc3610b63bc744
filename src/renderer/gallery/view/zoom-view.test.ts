import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZoomView } from './zoom-view.svelte.ts';

/** Scale and shift as the transform says them. */
function shown(view: ZoomView) {
  const [x, y, scale] = [...view.transform.matchAll(/-?[\d.]+(?:e-?\d+)?/g)].map(Number);
  return { x: x! / 100, y: y! / 100, scale: scale! };
}

describe('ZoomView', () => {
  it('keeps the point under the pointer where it is', () => {
    const view = new ZoomView();
    const at = { x: 0.2, y: -0.1 };
    const under = () => {
      const { x, y, scale } = shown(view);
      return { x: (at.x - x) / scale, y: (at.y - y) / scale };
    };
    const before = under();
    view.zoomBy(3, at);
    expect(under().x).toBeCloseTo(before.x);
    expect(under().y).toBeCloseTo(before.y);
  });

  it('never leaves a place empty, and fits again', () => {
    const amount = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount, amount)), (moves) => {
        const view = new ZoomView();
        for (const [zoom, x, y] of moves) {
          view.zoomBy(2 ** zoom, { x: x / 4, y: y / 4 });
          view.panBy({ x, y });
          const { scale, ...shift } = shown(view);
          expect(scale).toBeGreaterThanOrEqual(1);
          expect(Math.abs(shift.x)).toBeLessThanOrEqual((scale - 1) / 2 + 1e-9);
          expect(Math.abs(shift.y)).toBeLessThanOrEqual((scale - 1) / 2 + 1e-9);
        }
        view.fit();
        expect(shown(view)).toEqual({ x: 0, y: 0, scale: 1 });
      }),
    );
  });
});
