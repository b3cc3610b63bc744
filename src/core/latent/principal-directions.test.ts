import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { principalDirections } from './principal-directions.ts';

const normals = (name: string, count: number) => randomStream(parseSeed('4'), name).normals(count);

describe('principalDirections', () => {
  it('finds the axes of a turned ellipse, its centre and its widths', () => {
    const N = 50_000;
    const [long, short] = [normals('long', N), normals('short', N)];
    const w = new Float32Array(2 * N);
    for (let i = 0; i < N; i++) {
      w[2 * i] = 5 + 0.6 * 3 * long[i]! - 0.8 * 0.5 * short[i]!;
      w[2 * i + 1] = -7 + 0.8 * 3 * long[i]! + 0.6 * 0.5 * short[i]!;
    }
    const { mean, components, deviations } = principalDirections(w, 2, 2);
    expectAllClose(mean, [5, -7], { absolute: 0.06 });
    expectAllClose(deviations, [3, 0.5], { relative: 0.01 });
    expectAllClose(components[0]!, [0.6, 0.8], { absolute: 0.005 });
    expectAllClose(components[1]!, [0.8, -0.6], { absolute: 0.005 });
  });

  it('gives orthogonal unit vectors by falling deviation, the largest entry of each positive', () => {
    const d = 24;
    const spread = Float32Array.from({ length: d }, (_, k) => 1 + ((7 * k) % d));
    const w = normals('axes', 4000 * d).map((x, k) => spread[k % d]! * x);
    const { components, deviations } = principalDirections(w, d, 10);
    expect(components).toHaveLength(10);
    expect([...deviations]).toEqual([...deviations].sort((a, b) => b - a));
    expect(deviations[0]).toBeGreaterThan(deviations[9]!);
    components.forEach((component, i) => {
      const largest = component.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best));
      expect(largest).toBeGreaterThan(0);
      components.forEach((other, j) => {
        const product = component.reduce((sum, x, k) => sum + x * other[k]!, 0);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 5);
      });
    });
  });

  it('works out exact variances, also none', () => {
    const { mean, components, deviations } = principalDirections(Float32Array.of(1, 5, 3, 5, 5, 5), 2, 2);
    expect([...mean]).toEqual([3, 5]);
    expectAllClose(deviations, [2, 0], { absolute: 1e-6 });
    expectAllClose(components[0]!, [1, 0], { absolute: 1e-6 });
  });

  it.each([
    [1, 2, 2],
    [5, 2, 2],
    [8, 2, 3],
  ])('refuses %d numbers of %d dimensions for %d directions', (length, dimensions, count) => {
    expect(() => principalDirections(new Float32Array(length), dimensions, count)).toThrow(RangeError);
  });
});
