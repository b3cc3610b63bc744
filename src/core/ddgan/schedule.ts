/**
 * The diffusion of a DDGAN: few steps, so large ones, from the variance-preserving process of Song et al. 2021
 * (docs/ddgan.md, section 1; Xiao et al. 2022, appendix C).
 */
import { TrilemmaError } from '../../shared/errors.ts';

export interface ScheduleOptions {
  readonly betaMin?: number;
  readonly betaMax?: number;
  /** The first time; diffusion starts just after 0. */
  readonly eps?: number;
}

/**
 * Coefficients of a T-step diffusion, float32. Arrays of the forward process have T + 1 values (t = 0..T), those of
 * the posterior q(x_t | x_{t+1}, x_0) have T (t = 0..T-1).
 */
export interface Schedule {
  readonly steps: number;
  /** beta_1..beta_T. */
  readonly betas: Float32Array;
  /** x_{t} = a_t x_{t-1} + sigma_t n. */
  readonly a: Float32Array;
  readonly sigma: Float32Array;
  /** x_t = aCum_t x_0 + sigmaCum_t n. */
  readonly aCum: Float32Array;
  readonly sigmaCum: Float32Array;
  readonly alphasCumprod: Float32Array;
  /** Posterior mean: meanCoef1[t] x_0 + meanCoef2[t] x_{t+1}. */
  readonly posteriorMeanCoef1: Float32Array;
  readonly posteriorMeanCoef2: Float32Array;
  readonly posteriorVariance: Float32Array;
  readonly posteriorLogVarianceClipped: Float32Array;
}

/** The coefficients by their names in the published code and the reference files. */
export const PUBLISHED_NAMES: Readonly<Record<string, keyof Omit<Schedule, 'steps'>>> = {
  betas: 'betas',
  a_s: 'a',
  sigmas: 'sigma',
  a_s_cum: 'aCum',
  sigmas_cum: 'sigmaCum',
  alphas_cumprod: 'alphasCumprod',
  posterior_mean_coef1: 'posteriorMeanCoef1',
  posterior_mean_coef2: 'posteriorMeanCoef2',
  posterior_variance: 'posteriorVariance',
  posterior_log_variance_clipped: 'posteriorLogVarianceClipped',
};

const f32 = Math.fround;
const BETA_0 = f32(1e-8);
const LOG_VARIANCE_FLOOR = 1e-20;

/** @throws {TrilemmaError} `usage` when T is not a whole number from 1 to 1000. */
export function diffusionSchedule(steps: number, options: ScheduleOptions = {}): Schedule {
  if (!Number.isInteger(steps) || steps < 1 || steps > 1000) {
    throw new TrilemmaError('usage', `A diffusion has 1 to 1000 steps, not ${steps}.`);
  }
  const { betaMin = 0.1, betaMax = 20, eps = 1e-3 } = options;
  const abar = Array.from({ length: steps + 1 }, (_, i) => {
    const t = eps + ((1 - eps) * i) / steps;
    return Math.exp(2 * ((-(t ** 2) * (betaMax - betaMin)) / 4 - (t * betaMin) / 2));
  });
  const betas = Float32Array.from({ length: steps }, (_, i) => 1 - abar[i + 1]! / abar[i]!);
  return { steps, betas, ...forwardProcess(betas), ...posterior(betas) };
}

/** Products run in float32 from t = 0, whose beta is 1e-8, as the published models were trained. */
function forwardProcess(betas: Float32Array) {
  const all = Float32Array.of(BETA_0, ...betas);
  const a = all.map((beta) => Math.sqrt(f32(1 - beta)));
  const sigma = all.map(Math.sqrt);
  const aCum = cumulativeProduct(a);
  const sigmaCum = aCum.map((value) => Math.sqrt(f32(1 - f32(value * value))));
  return { a, sigma, aCum, sigmaCum };
}

function posterior(betas: Float32Array) {
  const alphas = betas.map((beta) => 1 - beta);
  const alphasCumprod = cumulativeProduct(alphas);
  const previous = alphasCumprod.map((_, t) => (t === 0 ? 1 : alphasCumprod[t - 1]!));
  const posteriorVariance = betas.map(
    (beta, t) => f32(beta * f32(1 - previous[t]!)) / f32(1 - alphasCumprod[t]!),
  );
  return {
    alphasCumprod,
    posteriorVariance,
    posteriorMeanCoef1: betas.map(
      (beta, t) => f32(beta * f32(Math.sqrt(previous[t]!))) / f32(1 - alphasCumprod[t]!),
    ),
    posteriorMeanCoef2: alphas.map(
      (alpha, t) => f32(f32(1 - previous[t]!) * f32(Math.sqrt(alpha))) / f32(1 - alphasCumprod[t]!),
    ),
    posteriorLogVarianceClipped: posteriorVariance.map((v) => Math.log(Math.max(v, LOG_VARIANCE_FLOOR))),
  };
}

function cumulativeProduct(values: Float32Array): Float32Array {
  let product = 1;
  return values.map((value) => (product = f32(product * value)));
}
