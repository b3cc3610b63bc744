import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { openFixture } from '../../../test/support/reference.ts';
import { diffusionSchedule, PUBLISHED_NAMES } from './schedule.ts';

const reference = openFixture('reference/schedule.safetensors');
const CASES = [1, 2, 4, 8].flatMap((steps) =>
  Object.entries(PUBLISHED_NAMES).map(([name, key]) => ({ steps, name, key })),
);

describe('diffusionSchedule', () => {
  it.each(CASES)('has the published $name for T = $steps', ({ steps, name, key }) => {
    expectAllClose(diffusionSchedule(steps)[key], reference.float32(`T${steps}.${name}`), { relative: 1e-6 });
  });

  it('is compared with every coefficient that the reference has', () => {
    expect([...reference.tensors.keys()].sort()).toEqual(
      CASES.map(({ steps, name }) => `T${steps}.${name}`).sort(),
    );
  });

  const anySchedule = fc.integer({ min: 1, max: 100 }).map((steps) => diffusionSchedule(steps));

  it('keeps the variance of a picture of variance one', () => {
    fc.assert(
      fc.property(anySchedule, ({ steps, a, sigma, aCum, sigmaCum }) => {
        for (const [signal, noise] of [
          [a, sigma],
          [aCum, sigmaCum],
        ] as const) {
          expect(signal.length).toBe(steps + 1);
          expectAllClose(
            signal.map((value, t) => value ** 2 + noise[t]! ** 2),
            new Float32Array(steps + 1).fill(1),
            { absolute: 1e-6 },
          );
        }
      }),
    );
  });

  it('loses the picture step by step, whatever their number', () => {
    fc.assert(
      fc.property(anySchedule, ({ steps, betas, aCum }) => {
        expect(aCum[0]).toBeCloseTo(1, 7);
        for (let t = 1; t <= steps; t++) expect(aCum[t]).toBeLessThan(aCum[t - 1]!);
        expect(betas.every((beta) => beta > 0 && beta < 1)).toBe(true);
        // The last time is 1, so the last marginal is that of the process: exp(-(bmax - bmin)/4 - bmin/2) and the
        // share of it that is lost before the first time.
        expect(aCum[steps]).toBeCloseTo(Math.exp(-19.9 / 4 - 0.05), 5);
      }),
    );
  });

  it('has a posterior that is a Gaussian between x_0 and x_{t+1}, and is x_0 at the end', () => {
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        const { steps, posteriorMeanCoef1: c1, posteriorMeanCoef2: c2, posteriorVariance } = schedule;
        // beta / (1 - (1 - beta)) in float32.
        expect(c1[0]).toBeCloseTo(1, 2);
        expect([c2[0], posteriorVariance[0]]).toEqual([0, 0]);
        expect(schedule.posteriorLogVarianceClipped[0]).toBeCloseTo(Math.log(1e-20), 5);
        for (let t = 1; t < steps; t++) {
          expect(posteriorVariance[t]).toBeGreaterThan(0);
          expect(posteriorVariance[t]).toBeLessThan(1.01 * schedule.betas[t]!);
          expect(schedule.posteriorLogVarianceClipped[t]).toBeCloseTo(Math.log(posteriorVariance[t]!), 4);
        }
      }),
    );
  });

  it('has a posterior that gives back the marginal of x_t, the one of x_{t+1} given', () => {
    // x_{t+1} = s x_0 + r n, so c1 x_0 + c2 x_{t+1} must have aCum_t of x_0, and the variances must add up.
    for (const steps of [2, 4, 8]) {
      const { alphasCumprod: A, betas, ...schedule } = diffusionSchedule(steps);
      for (let t = 1; t < steps; t++) {
        const [c1, c2] = [schedule.posteriorMeanCoef1[t]!, schedule.posteriorMeanCoef2[t]!];
        expect(c1 + c2 * Math.sqrt(A[t]!)).toBeCloseTo(Math.sqrt(A[t - 1]!), 6);
        expect(c2 ** 2 * (1 - A[t]!) + schedule.posteriorVariance[t]!).toBeCloseTo(1 - A[t - 1]!, 6);
        expect(A[t]! / A[t - 1]!).toBeCloseTo(1 - betas[t]!, 6);
      }
    }
  });

  it('follows its options', () => {
    const { betas } = diffusionSchedule(1, { betaMin: 0.2, betaMax: 10, eps: 0.5 });
    const logMean = (t: number) => -(t ** 2) * (9.8 / 4) - 0.1 * t;
    expect(betas[0]).toBeCloseTo(1 - Math.exp(2 * (logMean(1) - logMean(0.5))), 6);
  });

  it.each([0, -1, 1.5, 1001, NaN, Infinity])('refuses %d steps', (steps) => {
    expect(() => diffusionSchedule(steps)).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(() => diffusionSchedule(steps)).toThrow(`1 to 1000 steps, not ${steps}`);
  });
});
