/** What is known of pictures by their features, as rows of a matrix. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** @param parts row by row, `channels` numbers each; any number of rows in each part */
export function featureMatrix(parts: readonly Float32Array[], channels: number): Matrix {
  const rows = parts.flatMap((part) =>
    Array.from({ length: part.length / channels }, (_, row) =>
      Float64Array.from(part.subarray(row * channels, (row + 1) * channels)),
    ),
  );
  return new Matrix(rows);
}

/** Squared distances of all pairs of rows: [rows of one, rows of other]. */
export function squaredDistances(one: Matrix, other: Matrix): Matrix {
  const products = one.mmul(other.transpose());
  const [ofOne, ofOther] = [one, other].map(squaredLengths) as [number[], number[]];
  for (let i = 0; i < products.rows; i++) {
    for (let j = 0; j < products.columns; j++) {
      products.set(i, j, Math.max(0, ofOne[i]! + ofOther[j]! - 2 * products.get(i, j)));
    }
  }
  return products;
}

function squaredLengths(rows: Matrix): number[] {
  return rows.to2DArray().map((row) => row.reduce((sum, value) => sum + value ** 2, 0));
}

/** Eigenvalues of a symmetric matrix that has no negative ones but by rounding, and the vectors as columns. */
export function positiveEigen(matrix: Matrix): {
  readonly values: readonly number[];
  readonly vectors: Matrix;
} {
  const decomposition = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const values = decomposition.realEigenvalues.map((value) => Math.max(0, value));
  return { values, vectors: decomposition.eigenvectorMatrix };
}
