import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectAllClose, expectSameBits } from '../../../test/support/allclose.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { slerp, sphericalBlend, sphericalCurve } from './slerp.ts';

const norm = (values: Float32Array) => Math.hypot(...values);
const value = fc.float({ min: -1000, max: 1000, noNaN: true, noDefaultInfinity: true });
/** Two vectors of one length. */
const pairs = fc.integer({ min: 1, max: 20 }).chain((length) => {
  const vector = fc.float32Array({
    minLength: length,
    maxLength: length,
    min: -1000,
    max: 1000,
    noNaN: true,
  });
  return fc.tuple(vector, vector);
});
const share = fc.double({ min: 0, max: 1, noNaN: true });

function draw(name: string, length: number, factor = 1): Float32Array {
  return randomStream(parseSeed('3'), name)
    .normals(length)
    .map((x) => factor * x);
}

/** Mean and variance. */
function moments(values: Float32Array): readonly [number, number] {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return [mean, values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length];
}

describe('slerp', () => {
  it('gives either end to the bit, as a copy', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expectSameBits(slerp(a, b, 0), a);
        expectSameBits(slerp(a, b, 1), b);
        expect(slerp(a, b, 0)).not.toBe(a);
      }),
    );
  });

  it('is finite, with the length between those of the ends, linear in t', () => {
    fc.assert(
      fc.property(pairs, share, ([a, b], t) => {
        const length = (1 - t) * norm(a) + t * norm(b);
        expect(Math.abs(norm(slerp(a, b, t)) - length)).toBeLessThanOrEqual(1e-5 * length + 1e-30);
      }),
    );
  });

  it('is the same from the other end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 50 }), share, (length, t) => {
        const [a, b] = [draw('a', length), draw('b', length, 3)];
        expectAllClose(slerp(a, b, t), slerp(b, a, 1 - t), { absolute: 1e-5 });
      }),
    );
  });

  it('turns at an even rate', () => {
    const quarter = slerp(Float32Array.of(1, 0), Float32Array.of(0, 3), 1 / 3);
    expectAllClose(quarter, [(5 / 3) * Math.cos(Math.PI / 6), (5 / 3) * Math.sin(Math.PI / 6)], {
      absolute: 1e-6,
    });
  });

  it('keeps to a line where both point the same way', () => {
    expectAllClose(slerp(Float32Array.of(1, 2), Float32Array.of(3, 6), 0.25), [1.5, 3], { absolute: 1e-6 });
  });

  it.each([
    [[1, 0], [-3, 0], 0.25, [1.5, 0]],
    [[1, 0], [-3, 0], 0.5, [-2, 0]],
    [[0, 0], [0, 2], 0.25, [0, 0.5]],
    [[0, 2], [0, 0], 0.25, [0, 1.5]],
    [[0, 0], [0, 0], 0.5, [0, 0]],
    [[1], [-1], 0.9, [-1]],
  ])('stays defined from %j to %j at %d', (a, b, t, expected) => {
    expectAllClose(slerp(Float32Array.from(a), Float32Array.from(b), t), expected, { absolute: 1e-6 });
  });

  it.each([0.1, 0.5, 0.8])('of two Gaussian draws has their mean and variance, at %d', (t) => {
    const [mean, variance] = moments(slerp(draw('a', 200_000), draw('b', 200_000), t));
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.01);
  });

  it('refuses latents of different sizes', () => {
    expect(() => slerp(new Float32Array(2), new Float32Array(3), 0.5)).toThrow(RangeError);
  });
});

describe('slerp away', () => {
  it('turns as far the other way, and keeps to the sphere', () => {
    const away = slerp(Float32Array.of(2, 0), Float32Array.of(0, 2), -1 / 3);
    expectAllClose(away, [2 * Math.cos(Math.PI / 6), -2 * Math.sin(Math.PI / 6)], { absolute: 1e-6 });
  });

  it('undoes itself: the mirror image of the mirror image is the vector', () => {
    const [a, b] = [draw('a', 40), draw('b', 40, 2)];
    expectAllClose(slerp(a, slerp(a, b, -0.5), -1), slerp(a, b, 0.5), { absolute: 1e-5 });
  });

  it('stops at length 0', () => {
    expectAllClose(slerp(Float32Array.of(1, 0), Float32Array.of(0, 5), -1), [0, 0], { absolute: 0 });
  });
});

describe('sphericalCurve', () => {
  const points = ['a', 'b', 'c', 'd'].map((name, i) => draw(name, 30, 1 + i / 4));

  it('is slerp between two points, to the bit', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: -1, max: 1, noNaN: true }), ([a, b], t) => {
        expectSameBits(sphericalCurve([a, b], t), slerp(a, b, t));
      }),
    );
  });

  it('gives its ends to the bit, and the same from the other end', () => {
    expectSameBits(sphericalCurve(points, 0), points[0]!);
    expectSameBits(sphericalCurve(points, 1), points[3]!);
    expectAllClose(sphericalCurve(points, 0.3), sphericalCurve(points.toReversed(), 0.7), { absolute: 1e-5 });
  });

  it('leaves its first point towards the second at three times their distance', () => {
    const h = 1e-3;
    const [start, next] = [points[0]!, sphericalCurve(points, h)];
    const third = slerp(points[0]!, points[1]!, 3 * h);
    // What is left is the curvature's, of second order.
    const between = Math.hypot(...next.map((x, k) => x - third[k]!));
    expect(between).toBeLessThan(0.01 * Math.hypot(...next.map((x, k) => x - start[k]!)));
  });

  it('keeps to the sphere where its points do', () => {
    const unit = points.map((point) => point.map((x) => x / norm(point)));
    for (const t of [0.1, 0.5, 0.8]) expect(norm(sphericalCurve(unit, t))).toBeCloseTo(1, 5);
  });

  it('refuses no points, and points of different sizes', () => {
    expect(() => sphericalCurve([], 0.5)).toThrow(RangeError);
    expect(() => sphericalCurve([new Float32Array(2), new Float32Array(3)], 0.5)).toThrow(RangeError);
  });
});

describe('sphericalBlend', () => {
  it('copies the vector that has all the weight, to the bit', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.01, max: 10, noNaN: true }), ([a, b], weight) => {
        expectSameBits(sphericalBlend([a, b], [weight, 0]), a);
        expectSameBits(sphericalBlend([a, b], [0, weight]), b);
      }),
    );
  });

  it('is finite, with the weighted mean of the lengths, whatever cancels out', () => {
    fc.assert(
      fc.property(pairs, fc.tuple(value, value), ([a, b], weights) => {
        fc.pre(weights[0] + weights[1] > 0.01);
        const mean = (weights[0] * norm(a) + weights[1] * norm(b)) / (weights[0] + weights[1]);
        const blended = norm(sphericalBlend([a, b], weights));
        expect(Number.isFinite(blended)).toBe(true);
        expect(blended).toBeLessThanOrEqual(Math.max(0, mean) * (1 + 1e-5) + 1e-30);
      }),
    );
  });

  it('does not depend on the order, nor on a common factor of the weights', () => {
    const [a, b, c] = [draw('a', 30), draw('b', 30, 2), draw('c', 30)];
    const blended = sphericalBlend([a, b, c], [0.5, 0.3, 0.2]);
    expectAllClose(sphericalBlend([c, a, b], [2, 5, 3]), blended, { absolute: 1e-5 });
  });

  it('is slerp at the middle of two vectors', () => {
    const [a, b] = [draw('a', 40), draw('b', 40, 2)];
    expectAllClose(sphericalBlend([a, b], [1, 1]), slerp(a, b, 0.5), { absolute: 1e-5 });
  });

  it('leads away from a vector with a negative weight', () => {
    expectAllClose(
      sphericalBlend([Float32Array.of(1, 0), Float32Array.of(0, 1)], [2, -1]),
      [2 / Math.sqrt(5), -1 / Math.sqrt(5)],
      { absolute: 1e-6 },
    );
  });

  it('takes the heaviest direction where all cancel out', () => {
    const opposite = [Float32Array.of(-2, 0), Float32Array.of(4, 0)];
    expectAllClose(sphericalBlend(opposite, [1, 1]), [-3, 0], { absolute: 1e-6 });
    expectAllClose(sphericalBlend([new Float32Array(2), ...opposite], [2, 1, 1]), [0, 0], { absolute: 0 });
  });

  it('keeps the mean and variance of Gaussian draws', () => {
    const draws = ['a', 'b', 'c'].map((name) => draw(name, 200_000));
    const [mean, variance] = moments(sphericalBlend(draws, [0.6, 0.9, -0.5]));
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.01);
  });

  it.each([
    [[], []],
    [[1, 1], [1]],
    [
      [1, 1],
      [1, -1],
    ],
  ])('refuses %j with the weights %j', (firsts, weights) => {
    expect(() =>
      sphericalBlend(
        firsts.map((x) => Float32Array.of(x)),
        weights,
      ),
    ).toThrow(RangeError);
  });
});
