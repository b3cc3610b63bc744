/** What lies where on the map: a plane through three pictures, or along two directions from one. */
import { blendedAt, PLANE_REACH, type PlanePoint } from '../../../core/latent/plane.ts';
import { latentKey } from '../../../core/latent/recipe-key.ts';
import type { LatentRecipe } from '../../../shared/recipe/recipe.ts';
import { adjusted, type Adjustment, type Axis, principalId, withAmount } from '../directions/adjustments.ts';

export type MapKind = 'pictures' | 'directions';

type Corners<T> = readonly [a: T, b: T, c: T];

/** Names of the pictures at (0, 0), (1, 0) and (0, 1). */
export const CORNER_NAMES = ['A', 'B', 'C'] as const;

export interface MapSettings {
  readonly kind: MapKind;
  /** The pictures at (0, 0), (1, 0) and (0, 1); null for the current one, until a point of the map is taken. */
  readonly corners: Corners<LatentRecipe | null>;
  /** Ids of the two directions. */
  readonly axes: readonly [u: string, v: string];
  /** The point between the pictures that the current one was taken at. */
  readonly taken: PlanePoint | null;
}

/** A map that can be drawn. */
export type Plane =
  | { readonly kind: 'pictures'; readonly corners: Corners<LatentRecipe>; readonly steps: number }
  | {
      readonly kind: 'directions';
      /** With all that is not moved on the map. */
      readonly base: LatentRecipe;
      readonly adjustments: readonly Adjustment[];
      readonly axes: readonly [u: Axis, v: Axis];
      readonly steps: number;
    };

export const MAP_START: Omit<MapSettings, 'corners'> = {
  kind: 'pictures',
  axes: [principalId(0), principalId(1)],
  taken: null,
};

/** Coordinates go this far from 0, either way. */
export function reachOf(plane: Plane): number {
  return plane.kind === 'pictures' ? PLANE_REACH : Math.min(...plane.axes.map(({ reach }) => reach));
}

export function pictureAt(plane: Plane, point: PlanePoint): LatentRecipe {
  if (plane.kind === 'pictures') return blendedAt(plane.corners, point, plane.steps);
  return adjusted(plane.base, adjustmentsAt(plane, point));
}

/** The sliders as they stand at a point of a map of two directions. */
export function adjustmentsAt(
  { adjustments, axes, steps }: Extract<Plane, { kind: 'directions' }>,
  { u, v }: PlanePoint,
): readonly Adjustment[] {
  const moved = withAmount(adjustments, axes[0], 'all', u, steps);
  return withAmount(moved, axes[1], 'all', v, steps);
}

/** A text that two planes share if the same pictures lie at the same points. */
export function planeKey(plane: Plane): string {
  if (plane.kind === 'pictures') return plane.corners.map(latentKey).join();
  // Away from zero on both axes, so that every slider is in its place among the edits.
  const [u, v] = plane.axes;
  return [u.id, v.id, latentKey(pictureAt(plane, { u: 1, v: 1 }))].join();
}
