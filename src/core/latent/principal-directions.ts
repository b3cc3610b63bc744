import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface PrincipalDirections {
  /** Shape [d]. */
  readonly mean: Float32Array<ArrayBuffer>;
  /** Unit vectors of shape [d], by falling deviation; of each the entry of largest magnitude is positive. */
  readonly components: readonly Float32Array<ArrayBuffer>[];
  /** Standard deviation along each component. */
  readonly deviations: Float32Array<ArrayBuffer>;
}

/**
 * Principal component analysis of draws of w: the directions that they vary in most (Harkonen et al., "GANSpace",
 * 2020). Computed in float64 from the covariance, with the divisor n - 1.
 *
 * @param w [n, dimensions], row-major, n from 2
 * @param count how many components, at most `dimensions`
 */
export function principalDirections(w: Float32Array, dimensions: number, count: number): PrincipalDirections {
  const draws = w.length / dimensions;
  if (!Number.isInteger(draws) || draws < 2 || count > dimensions) {
    throw new RangeError(`${w.length} numbers give no ${count} directions of ${dimensions} dimensions`);
  }
  const mean = meanOf(w, dimensions);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covarianceOf(w, mean), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const first = order.slice(0, count);
  return {
    mean: Float32Array.from(mean),
    components: first.map((i) => signed(eigenvectorMatrix.getColumn(i))),
    deviations: Float32Array.from(first, (i) => Math.sqrt(Math.max(0, realEigenvalues[i]!))),
  };
}

function meanOf(w: Float32Array, dimensions: number): Float64Array {
  const sum = new Float64Array(dimensions);
  w.forEach((x, k) => (sum[k % dimensions]! += x));
  return sum.map((total) => (total * dimensions) / w.length);
}

/** Row by row in plain arrays: a product of matrices would hold all draws twice more in float64. */
function covarianceOf(w: Float32Array, mean: Float64Array): Matrix {
  const d = mean.length;
  const sums = Array.from({ length: d }, () => new Float64Array(d));
  const centered = new Float64Array(d);
  for (let offset = 0; offset < w.length; offset += d) {
    for (let k = 0; k < d; k++) centered[k] = w[offset + k]! - mean[k]!;
    for (let i = 0; i < d; i++) {
      const row = sums[i]!;
      const x = centered[i]!;
      for (let j = 0; j <= i; j++) row[j]! += x * centered[j]!;
    }
  }
  const covariance = new Matrix(d, d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const value = sums[i]![j]! / (w.length / d - 1);
      covariance.set(i, j, value);
      covariance.set(j, i, value);
    }
  }
  return covariance;
}

/** A direction and its opposite are the same component; this picks one of them. */
function signed(component: readonly number[]): Float32Array<ArrayBuffer> {
  const largest = component.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return Float32Array.from(component, (x) => (largest < 0 ? -x : x));
}
