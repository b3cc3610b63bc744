import { describe, expect, it } from 'vitest';
import { withAmount } from '../directions/adjustments.ts';
import { adjustmentsAt, pictureAt, type Plane, planeKey } from './map-plane.ts';
import { accepted, axis, plain, STEPS } from '../testing.ts';

const [U, V, OTHER] = [axis('u', [1, 0]), axis('v', [0, 1]), axis('a', [1, 1])];

function directions(
  adjustments = withAmount([], OTHER, 'all', 1, STEPS),
): Extract<Plane, { kind: 'directions' }> {
  return { kind: 'directions', base: plain('1'), adjustments, axes: [U, V], steps: STEPS };
}

describe('what lies on the map', () => {
  const pictures: Plane = { kind: 'pictures', corners: [plain('1'), plain('2'), plain('3')], steps: STEPS };

  it('has its pictures at their corners', () => {
    expect(pictureAt(pictures, { u: 0, v: 0 })).toEqual(plain('1'));
    expect(pictureAt(pictures, { u: 1, v: 0 })).toEqual(plain('2'));
    expect(pictureAt(pictures, { u: 0, v: 1 })).toEqual(plain('3'));
  });

  it('has pictures that the studio takes, up to its edges', () => {
    for (const u of [-3, 0.5, 3]) for (const v of [-3, 0.25, 3]) accepted(pictureAt(pictures, { u, v }));
  });

  it('moves the two sliders, and leaves the others', () => {
    const adjustments = adjustmentsAt(directions(), { u: 2, v: -1 });
    expect(adjustments).toEqual([
      { axis: OTHER, amounts: [1, 1] },
      { axis: U, amounts: [2, 2] },
      { axis: V, amounts: [-1, -1] },
    ]);
  });

  it('stays the same map when a point of it is taken', () => {
    const before = directions();
    const after = directions(adjustmentsAt(before, { u: 2, v: 0 }));
    expect(planeKey(after)).toBe(planeKey(before));
    expect(planeKey(directions(withAmount([], OTHER, 'all', 2, STEPS)))).not.toBe(planeKey(before));
  });
});
