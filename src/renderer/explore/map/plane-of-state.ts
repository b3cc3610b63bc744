import type { axesOf } from '../directions/adjustments.ts';
import { currentPicture, type ExploreState, mixedBase } from '../explore-state.ts';
import type { Plane } from './map-plane.ts';

/** What the map shows. @param axes the model's directions. @returns null while these are not loaded and wanted. */
export function planeOf(state: ExploreState, axes: ReturnType<typeof axesOf> | undefined): Plane | null {
  const { map, steps, adjustments } = state;
  if (map.kind === 'pictures') {
    const present = currentPicture(state);
    const [a, b, c] = map.corners;
    return { kind: 'pictures', corners: [a ?? present, b ?? present, c ?? present], steps };
  }
  const all = axes && [...axes.principal, ...axes.saved];
  const u = all?.find(({ id }) => id === map.axes[0]) ?? all?.[0];
  const v = all?.find(({ id }) => id === map.axes[1]) ?? all?.[1];
  if (u === undefined || v === undefined) return null;
  return { kind: 'directions', base: mixedBase(state), adjustments, axes: [u, v], steps };
}
