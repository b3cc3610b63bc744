/**
 * Which order a generator's two middle bands have, told from pictures that it draws: no weight says it, and a wrong
 * order crosses every edge (docs/ddgan.md, section 7).
 */

/**
 * How much the coefficients look as if W came first: positive for `width_first`, negative for `height_first`; photographs
 * give 0.4 to 2, noise about 0. Along an edge the means change in one direction, and the band of that direction with them:
 * the correlations of the two bands with the changes of the means tell which is which.
 *
 * @param coefficients [n, 12, side, side]
 */
export function widthFirstScore(coefficients: Float32Array, side: number): number {
  const plane = side * side;
  const colours = 3;
  let sum = 0;
  let count = 0;
  for (let start = 0; start + 12 * plane <= coefficients.length; start += 12 * plane) {
    for (let colour = 0; colour < colours; colour++) {
      const band = (index: number) => inner(coefficients, start + (index * colours + colour) * plane, side);
      const [first, second] = [band(1), band(2)];
      const { across, down } = slopes(coefficients, start + colour * plane, side);
      sum += correlation(first, down) + correlation(second, across);
      sum -= correlation(first, across) + correlation(second, down);
      count += 1;
    }
  }
  return sum / count;
}

/** All but the outermost rows and columns of a plane, through a function of the place. */
function overInner(side: number, at: (index: number) => number): Float64Array {
  const out = new Float64Array((side - 2) ** 2);
  let next = 0;
  for (let row = 1; row < side - 1; row++) {
    for (let column = 1; column < side - 1; column++) out[next++] = at(row * side + column);
  }
  return out;
}

function inner(data: Float32Array, start: number, side: number): Float64Array {
  return overInner(side, (index) => data[start + index]!);
}

/** How the means change along the row and down the column. */
function slopes(data: Float32Array, start: number, side: number) {
  const change = (step: number) =>
    overInner(side, (index) => data[start + index + step]! - data[start + index - step]!);
  return { across: change(1), down: change(side) };
}

/** Pearson's; 0 where one of the two is constant. */
function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
