import { describe, expect, it } from 'vitest';
import { posteriorStep } from './posterior.ts';
import { diffusionSchedule } from './schedule.ts';

const values = (seed: number, length = 64) =>
  Float32Array.from({ length }, (_, i) => Math.sin(seed + 7.3 * i));

describe('posteriorStep', () => {
  it('ends with the prediction itself: at t = 0 the posterior has no noise and no memory of x_1', () => {
    for (const steps of [1, 2, 4, 8]) {
      const x = values(1);
      const x_0 = values(2);
      posteriorStep(diffusionSchedule(steps), 0, x, x_0, null);
      // 1e-4: the coefficients are float32, and that of x_1 is only nearly 0.
      x.forEach((value, i) => expect(Math.abs(value - x_0[i]!)).toBeLessThan(1e-4));
    }
  });

  it('is Bayes: on the line from x_0 to x_{t+1} its mean is where the forward process would be', () => {
    for (const [steps, t] of [
      [2, 1],
      [4, 1],
      [4, 3],
      [8, 5],
    ] as const) {
      const schedule = diffusionSchedule(steps);
      const x_0 = values(3);
      // Without noise x_{t+1} = sqrt(A_{t+1}) x_0, whose posterior mean is sqrt(A_t) x_0.
      const x = x_0.map((value) => value * Math.sqrt(schedule.alphasCumprod[t]!));
      posteriorStep(schedule, t, x, x_0, null);
      const scale = Math.sqrt(schedule.alphasCumprod[t - 1]!);
      x.forEach((value, i) => expect(value).toBeCloseTo(scale * x_0[i]!, 5));
    }
  });

  it('adds noise of the posterior variance', () => {
    const schedule = diffusionSchedule(4);
    const [still, noisy] = [values(4), values(4)];
    posteriorStep(schedule, 2, still, values(5), null);
    posteriorStep(schedule, 2, noisy, values(5), new Float32Array(64).fill(1));
    const sigma = Math.sqrt(schedule.posteriorVariance[2]!);
    noisy.forEach((value, i) => expect(value - still[i]!).toBeCloseTo(sigma, 5));
  });
});
