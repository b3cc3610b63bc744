/** Paths that lead the style through w instead of z. */
import { assertNever } from '../../../shared/assert-never.ts';
import { floatsToBase64 } from '../../../shared/recipe/base64-floats.ts';
import type { KeyFramePath, PathSpace } from '../../../shared/path/latent-path.ts';
import type { LatentRecipe } from '../../../shared/recipe/recipe.ts';
import { truncated } from '../edits.ts';
import { type CurveSpace, pointOf } from './curve.ts';
import { sphericalCurve } from '../slerp.ts';

type Vector = Float32Array<ArrayBuffer>;

/** w as the network gets it, of every key frame as the path shows it, by step t: float32 [zEmbDim] each. */
export type KeyFrameStyles = readonly (readonly Vector[])[];

/** The recipe with w replaced, at the steps that the segment moves z of, by that of a share of its way. */
export function styledAt(
  recipe: LatentRecipe,
  path: KeyFramePath,
  segment: number,
  share: number,
  styles: KeyFrameStyles,
): LatentRecipe {
  const space: CurveSpace<readonly Vector[]> = {
    keyFrame: (index) => styles[index]!,
    curved: (point, controls, amount, { z }) =>
      point.map((w, t) =>
        z.includes(t) ? curve(path.space, [w, ...controls.map((control) => control[t]!)], amount) : w,
      ),
  };
  const style = pointOf(path, segment, share, space);
  return path.segments[segment]!.parts.z.reduce((styled, t) => {
    const amounts = Array.from({ length: path.steps }, (_, step) => (step === t ? 0 : 1));
    return truncated(styled, floatsToBase64(style[t]!), amounts);
  }, recipe);
}

function curve(space: PathSpace, points: readonly Vector[], amount: number): Vector {
  switch (space) {
    case 'z':
    case 'w-spherical':
      return sphericalCurve(points, amount);
    case 'w-linear':
      return linearCurve(points, amount);
    default:
      return assertNever(space);
  }
}

/** De Casteljau's construction with lines, in float64. */
function linearCurve(points: readonly Vector[], amount: number): Vector {
  let row: readonly Float64Array[] = points.map((point) => Float64Array.from(point));
  while (row.length > 1) {
    row = row.slice(1).map((b, i) => row[i]!.map((x, k) => (1 - amount) * x + amount * b[k]!));
  }
  return Float32Array.from(row[0]!);
}
