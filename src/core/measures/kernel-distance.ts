/** Kernel distance of features, KID (Binkowski et al. 2018, arXiv 1801.01401). */
import type { Matrix } from 'ml-matrix';

/**
 * Squared maximum mean discrepancy of two sets of features under the kernel (x y / C + 1)^3, unbiased: around 0, also
 * below, where nothing differs, whatever the number of pictures.
 *
 * @param one features of a picture in each row, of two pictures at least
 */
export function kernelDistance(one: Matrix, other: Matrix): number {
  const between = similarities(one, other).mean();
  return meanOfOthers(one) + meanOfOthers(other) - 2 * between;
}

function similarities(one: Matrix, other: Matrix): Matrix {
  return one.mmul(other.transpose()).div(one.columns).add(1).pow(3);
}

/** Mean kernel of two different rows. */
function meanOfOthers(rows: Matrix): number {
  const own = similarities(rows, rows);
  return (own.sum() - own.trace()) / (rows.rows * (rows.rows - 1));
}
