/** Fréchet distance of features (Heusel et al. 2017, arXiv 1706.08500, equation 6). */
import type { Matrix } from 'ml-matrix';
import { positiveEigen } from './feature-set.ts';

/**
 * Distance of the normal distributions that fit two sets of features: |m - m'|^2 + tr(C + C' - 2 (C C')^(1/2)).
 *
 * It falls with the number of pictures: only figures of as many are to be compared.
 * @param one features of a picture in each row, of two pictures at least
 */
export function frechetDistance(one: Matrix, other: Matrix): number {
  const [a, b] = [one, other].map(fitted) as [Fitted, Fitted];
  const shift = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]!) ** 2, 0);
  return shift + a.variance + b.variance - 2 * overlap(a.factor, b.factor);
}

interface Fitted {
  readonly mean: readonly number[];
  /** Trace of the covariance C. */
  readonly variance: number;
  /** F with F^T F = C. */
  readonly factor: Matrix;
}

function fitted(features: Matrix): Fitted {
  const mean = features.mean('column');
  const centred = features
    .clone()
    .subRowVector(mean)
    .div(Math.sqrt(features.rows - 1));
  const variance = centred.norm('frobenius') ** 2;
  const factor = features.rows <= features.columns ? centred : root(centred.transpose().mmul(centred));
  return { mean, variance, factor };
}

/** The symmetric root of a covariance. */
function root(covariance: Matrix): Matrix {
  const { values, vectors } = positiveEigen(covariance);
  return vectors.clone().mulRowVector(values.map(Math.sqrt)).mmul(vectors.transpose());
}

/** tr((C C')^(1/2)): the sum of the singular values of F F'^T, whose squares are the eigenvalues of C C'. */
function overlap(one: Matrix, other: Matrix): number {
  const product = one.rows <= other.rows ? one.mmul(other.transpose()) : other.mmul(one.transpose());
  const { values } = positiveEigen(product.mmul(product.transpose()));
  return values.reduce((sum, value) => sum + Math.sqrt(value), 0);
}
