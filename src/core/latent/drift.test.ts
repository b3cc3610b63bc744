import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectAllClose, expectSameBits } from '../../../test/support/allclose.ts';
import { driftPoint } from './drift.ts';

const circle = [Float32Array.of(0, 3, 0), Float32Array.of(1, 1, 2)] as const;
const latent = Float32Array.of(2, 0, 0);

describe('driftPoint', () => {
  it('walks a circle of orthogonal directions around the latent', () => {
    const half = Math.SQRT1_2 * 2;
    expectAllClose(driftPoint(latent, circle, Math.PI / 4, 0), [half, half, 0], { absolute: 1e-6 });
    expectAllClose(driftPoint(latent, circle, Math.PI / 4, 0.25), [half, 0, half], { absolute: 1e-6 });
    expectAllClose(driftPoint(latent, circle, Math.PI / 4, 0.5), [half, -half, 0], { absolute: 1e-6 });
    expectAllClose(driftPoint(latent, circle, Math.PI / 2, 1), [0, 2, 0], { absolute: 1e-6 });
  });

  it('keeps length and angle for any directions', () => {
    const vector = fc.float32Array({ minLength: 5, maxLength: 5, min: -100, max: 100, noNaN: true });
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(vector, vector, vector, unit, unit, (a, g0, g1, share, turn) => {
        fc.pre([a, g0, g1].every((each) => Math.hypot(...each) > 1e-3));
        const angle = (share * Math.PI) / 2;
        const point = driftPoint(a, [g0, g1], angle, turn);
        const length = Math.hypot(...a);
        expect(point.every(Number.isFinite)).toBe(true);
        expect(Math.hypot(...point)).toBeLessThanOrEqual(length * (1 + 1e-5));
      }),
    );
  });

  it.each([
    ['a latent of no direction', [0, 0, 0], 1],
    ['no angle', [1, 2, 3], 0],
    ['a circle along the latent', [0, 2, 0], 1],
  ])('leaves %s', (_, values, angle) => {
    const a = Float32Array.from(values);
    expectSameBits(driftPoint(a, [circle[0], circle[1]], angle, 0.3), a);
  });

  it('refuses directions of another size', () => {
    expect(() => driftPoint(new Float32Array(2), circle, 1, 0)).toThrow(RangeError);
  });
});
