import type { Schedule } from './schedule.ts';

/**
 * One draw of the posterior q(x_{t-1} | x_t, x_0) in place: x <- c1 x_0 + c2 x + [t > 0] sigma n
 * (docs/ddgan.md, section 1; Ho et al. 2020, equations 6 and 7).
 * @param x x_{t+1} before and x_t after. @param x_0 the generator's prediction. @param noise n_t; null at t = 0.
 */
export function posteriorStep(
  schedule: Schedule,
  t: number,
  x: Float32Array,
  x_0: Float32Array,
  noise: Float32Array | null,
): void {
  const c1 = schedule.posteriorMeanCoef1[t]!;
  const c2 = schedule.posteriorMeanCoef2[t]!;
  const sigma = Math.fround(Math.exp(0.5 * schedule.posteriorLogVarianceClipped[t]!));
  for (let i = 0; i < x.length; i++) {
    const mean = Math.fround(c1 * x_0[i]!) + Math.fround(c2 * x[i]!);
    x[i] = noise === null ? mean : Math.fround(mean) + Math.fround(sigma * noise[i]!);
  }
}
