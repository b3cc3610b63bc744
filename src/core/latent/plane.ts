/** The Map: a plane of pictures around one of them, spanned by two others or by two directions of w. */
import { type LatentRecipe, MAX_AMOUNT } from '../../shared/recipe/recipe.ts';
import { allParts, blended, latentRecipe, movedAlong, withWeightsOf } from './edits.ts';

/** Coordinates on the plane; (0, 0) is the picture that it was made around. */
export interface PlanePoint {
  readonly u: number;
  readonly v: number;
}

/** Coordinates between pictures go no further than this either way: |weight| stays below 10. */
export const PLANE_REACH = 3;

/**
 * Weights of the pictures A at (0, 0), B at (1, 0) and C at (0, 1): (1 - u - v, u, v), which sum to 1. Coordinates
 * beyond {@link PLANE_REACH} count as there.
 */
export function planeWeights({ u, v }: PlanePoint): readonly [a: number, b: number, c: number] {
  const [x, y] = [within(u, PLANE_REACH), within(v, PLANE_REACH)];
  return [1 - x - y, x, y];
}

/** The picture of a point between A, B and C; these themselves, unedited, at their own points. All have A's weights. */
export function blendedAt(
  [a, b, c]: readonly [a: LatentRecipe, b: LatentRecipe, c: LatentRecipe],
  point: PlanePoint,
  steps: number,
): LatentRecipe {
  const weights = planeWeights(point);
  const corner = [a, b, c][weights.indexOf(1)];
  const isCorner = weights.filter((weight) => weight === 0).length === 2;
  if (corner !== undefined && isCorner) return withWeightsOf(a, corner);
  return blended(a, [b, c], weights, allParts(steps));
}

/** A direction of w, and the unit of its axis. */
export interface PlaneAxis {
  readonly name: string;
  /** Base64 of float32 [zEmbDim], a unit vector. */
  readonly vector: string;
  /** Standard deviation of w along it. */
  readonly deviation: number;
}

/** The recipe moved, at every step, by u and v standard deviations along two directions; itself at (0, 0). */
export function movedAt(
  recipe: LatentRecipe,
  axes: readonly [u: PlaneAxis, v: PlaneAxis],
  { u, v }: PlanePoint,
  steps: number,
): LatentRecipe {
  return [u, v].reduce((moved, coordinate, i) => {
    const axis = axes[i]!;
    const amount = within(coordinate * axis.deviation, MAX_AMOUNT);
    return amount === 0 ? moved : movedAlong(moved, axis, Array<number>(steps).fill(amount));
  }, latentRecipe(recipe));
}

function within(x: number, reach: number): number {
  return Math.min(reach, Math.max(-reach, x));
}
