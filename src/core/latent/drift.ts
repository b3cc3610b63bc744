/** A circle around a latent, on its sphere. */

type Vector = Float32Array<ArrayBuffer>;

/** A direction shorter than this, of unit vectors, is rounding errors. */
const SMALLEST = 1e-6;

/**
 * The point at `turn` of the circle of angular radius `angle` around a latent's direction; the latent's length stays.
 * The circle's plane is spanned by two directions, made orthogonal to the latent and to each other. Where the latent
 * has no direction, or `first` none of its own, it is copied.
 *
 * @param angle radians
 * @param turn 0..1, once around
 * @throws RangeError where the lengths differ
 */
export function driftPoint(
  latent: Float32Array,
  [first, second]: readonly [first: Float32Array, second: Float32Array],
  angle: number,
  turn: number,
): Vector {
  if (first.length !== latent.length || second.length !== latent.length) {
    throw new RangeError(`a latent of ${latent.length} numbers does not drift along ${first.length}`);
  }
  const length = norm(latent);
  if (angle === 0 || length === 0) return Float32Array.from(latent);
  const centre = without(latent, []);
  const e0 = unit(without(first, [centre]));
  if (e0 === null) return Float32Array.from(latent);
  const e1 = unit(without(second, [centre, e0])) ?? new Float64Array(latent.length);
  const along = length * Math.cos(angle);
  const aside = length * Math.sin(angle);
  const u = aside * Math.cos(2 * Math.PI * turn);
  const v = aside * Math.sin(2 * Math.PI * turn);
  const point = new Float32Array(latent.length);
  for (let k = 0; k < point.length; k++) point[k] = along * centre[k]! + u * e0[k]! + v * e1[k]!;
  return point;
}

/** As a unit vector, without its parts along orthogonal unit vectors. */
function without(vector: Float32Array, directions: readonly Float64Array[]): Float64Array {
  const length = norm(vector);
  const rest = new Float64Array(vector.length);
  if (length === 0) return rest;
  for (let k = 0; k < rest.length; k++) rest[k] = vector[k]! / length;
  for (const direction of directions) {
    let product = 0;
    for (let k = 0; k < rest.length; k++) product += rest[k]! * direction[k]!;
    for (let k = 0; k < rest.length; k++) rest[k]! -= product * direction[k]!;
  }
  return rest;
}

function unit(vector: Float64Array): Float64Array | null {
  const length = norm(vector);
  return length < SMALLEST ? null : vector.map((x) => x / length);
}

function norm(vector: Float32Array | Float64Array): number {
  let sum = 0;
  for (const x of vector) sum += x * x;
  return Math.sqrt(sum);
}
