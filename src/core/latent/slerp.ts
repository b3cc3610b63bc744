/**
 * Means of latents on the sphere. A Gaussian draw of many dimensions lies on a thin shell, and its straight mean with
 * another lies inside, where no network was trained; turning from one to the other stays on it (Shoemake, "Animating
 * rotation with quaternion curves", 1985; White, "Sampling generative networks", 2016).
 *
 * Everything is computed in float64, sums in the order of the elements, and rounded to float32 once.
 */

type Vector = Float32Array<ArrayBuffer>;

/** Below this sine of the angle between two directions they are taken for parallel, or for opposite. */
const SMALLEST_SINE = 1e-6;

/** The inner product of two vectors of one length, in float64. */
export type InnerProduct = (a: Float32Array, b: Float32Array) => number;

/**
 * Turns from a (t = 0) to b (t = 1), and from a away from b down to t = -1: the direction along the great circle, the
 * length linearly, but never below 0. The ends are copies, to the bit. Where the directions are opposite, or a vector
 * is zero, no circle is given: the direction is then that of the nearer end, b's from t = 0.5, or of the end that is
 * not zero.
 *
 * @param t -1..1
 * @throws RangeError where the lengths differ
 */
export function slerp(a: Float32Array, b: Float32Array, t: number): Vector {
  return sphericalCurve([a, b], t);
}

/**
 * The point at t of the Bezier curve with these control points, by de Casteljau's construction with turns in place of
 * lines (Shoemake 1985; Popiel and Noakes, "Bezier curves and C2 interpolation in Riemannian manifolds", 2007). It
 * leaves the first point towards the second and reaches the last from the one before, at n times their distances for
 * n + 1 points. Two points give {@link slerp}; the ends are copies, to the bit.
 *
 * Every point of the construction is a sum of control points, and what it takes to turn are lengths and angles, which
 * follow from the control points' inner products. So the construction is done on the sums' few weights, and only its
 * end is written out.
 *
 * @param points at least one
 * @param t 0..1; from -1 for two points
 * @param product gives their inner products, perhaps from memory
 * @throws RangeError where lengths differ
 */
export function sphericalCurve(points: readonly Float32Array[], t: number, product = innerProduct): Vector {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('a curve needs a point');
  for (const point of points) checkLengths(first, point);
  if (t === 0) return Float32Array.from(first);
  if (t === 1) return Float32Array.from(last);
  const products = points.map((a) => points.map((b) => product(a, b)));
  let row: readonly Weights[] = points.map((_, i) => points.map((__, k) => (k === i ? 1 : 0)));
  while (row.length > 1) row = row.slice(1).map((b, i) => turned(row[i]!, b, t, products));
  return weightedSum(points, row[0]!);
}

export const innerProduct: InnerProduct = (a, b) => {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
};

/** Weights of the control points in a sum of them. */
type Weights = readonly number[];

function turned(a: Weights, b: Weights, t: number, products: readonly (readonly number[])[]): Weights {
  const between = (v: Weights, w: Weights) =>
    v.reduce((sum, x, i) => sum + x * w.reduce((inner, y, k) => inner + y * products[i]![k]!, 0), 0);
  const lengthOf = (v: Weights) => Math.sqrt(Math.max(0, between(v, v)));
  const [lengthA, lengthB] = [lengthOf(a), lengthOf(b)];
  const length = Math.max(0, (1 - t) * lengthA + t * lengthB);
  const [turnA, turnB] = turns(lengthA, lengthB, between(a, b), t);
  const factorA = lengthA === 0 ? 0 : (turnA * length) / lengthA;
  const factorB = lengthB === 0 ? 0 : (turnB * length) / lengthB;
  return a.map((x, i) => factorA * x + factorB * b[i]!);
}

function weightedSum(vectors: readonly Float32Array[], weights: Weights): Vector {
  const sum = new Float64Array(vectors[0]!.length);
  vectors.forEach((vector, i) => addScaled(sum, vector, weights[i]!));
  return new Float32Array(sum);
}

/** How much of either unit vector makes the direction at t. */
function turns(
  lengthA: number,
  lengthB: number,
  product: number,
  t: number,
): readonly [a: number, b: number] {
  if (lengthA === 0) return [0, 1];
  if (lengthB === 0) return [1, 0];
  const cosine = Math.min(1, Math.max(-1, product / (lengthA * lengthB)));
  const angle = Math.acos(cosine);
  const sine = Math.sin(angle);
  if (sine < SMALLEST_SINE) {
    if (cosine > 0) return [1 - t, t];
    return t < 0.5 ? [1, 0] : [0, 1];
  }
  return [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
}

/**
 * The spherical mean of vectors a_i with weights w_i: length max(0, sum w_i |a_i| / sum w_i), direction of
 * sum w_i a_i / |a_i|. A vector that has all the weight is copied, to the bit. Where the directions cancel each other
 * out, the direction is that of the vector of largest weight, the first of several.
 *
 * @param weights one for each vector, with a sum above 0; negative ones lead away
 * @throws RangeError where lengths differ, or the weights do not fit
 */
export function sphericalBlend(vectors: readonly Float32Array[], weights: readonly number[]): Vector {
  const [first] = vectors;
  const whole = weights.reduce((total, weight) => total + weight, 0);
  if (first === undefined || vectors.length !== weights.length || !(whole > 0)) {
    throw new RangeError(
      `${weights.length} weights with the sum ${whole} do not fit ${vectors.length} vectors`,
    );
  }
  for (const vector of vectors) checkLengths(first, vector);
  const only = soleWeight(weights);
  if (only !== undefined) return Float32Array.from(vectors[only]!);

  const lengths = vectors.map(norm);
  const direction = new Float64Array(first.length);
  vectors.forEach((vector, i) => {
    const length = lengths[i]!;
    if (length > 0) addScaled(direction, vector, weights[i]! / length);
  });
  if (norm(direction) < SMALLEST_SINE * Math.max(...weights)) {
    const heaviest = weights.indexOf(Math.max(...weights));
    direction.set(vectors[heaviest]!);
  }
  const length = lengths.reduce((total, each, i) => total + weights[i]! * each, 0) / whole;
  const directionLength = norm(direction);
  const factor = directionLength === 0 ? 0 : Math.max(0, length) / directionLength;
  return Float32Array.from(direction, (x) => factor * x);
}

/** The index of the only weight that is not 0. */
export function soleWeight(weights: readonly number[]): number | undefined {
  const used = weights.flatMap((weight, i) => (weight === 0 ? [] : [i]));
  return used.length === 1 ? used[0] : undefined;
}

function addScaled(total: Float64Array, vector: Float32Array, factor: number): void {
  for (let k = 0; k < vector.length; k++) total[k]! += factor * vector[k]!;
}

/** The Euclidean length. */
function norm(a: Float32Array | Float64Array): number {
  let squares = 0;
  for (const x of a) squares += x * x;
  return Math.sqrt(squares);
}

function checkLengths(a: Float32Array, b: Float32Array): void {
  if (a.length !== b.length)
    throw new RangeError(`latents of ${a.length} and ${b.length} numbers do not mix`);
}
