/** Sliders along directions of w. */
import { floatsFromBase64, floatsToBase64 } from '../../../shared/recipe/base64-floats.ts';
import type { Direction, ModelDirections } from '../../../shared/direction.ts';
import { type LatentRecipe, MAX_AMOUNT } from '../../../shared/recipe/recipe.ts';
import { movedAlong } from '../../../core/latent/edits.ts';

/** A direction that a slider moves along. */
export interface Axis {
  readonly id: string;
  readonly name: string;
  /** Base64 of float32 [zEmbDim]. */
  readonly vector: string;
  /** What one unit of the slider is, in lengths of the vector: a standard deviation of w along it. */
  readonly deviation: number;
  /** How far the slider goes, either way. */
  readonly reach: number;
}

/** An axis and how far its slider is movedAlong, in units of the slider. */
export interface Adjustment {
  readonly axis: Axis;
  /** By t, 0..T-1. */
  readonly amounts: readonly number[];
}

/** Steps that a slider moves: one t, or all. */
export type Scope = number | 'all';

/** Further away there is nothing that the model has seen. */
const PRINCIPAL_REACH = 4;
const SAVED_REACH = 2;

/** The principal directions by falling deviation, then the user's own. */
export function axesOf({ principal, saved }: ModelDirections): {
  readonly principal: readonly Axis[];
  readonly saved: readonly Axis[];
} {
  return {
    principal: principal.map(({ vector, deviation }, i) => ({
      id: principalId(i),
      name: `Direction ${i + 1}`,
      vector,
      deviation,
      reach: PRINCIPAL_REACH,
    })),
    saved: saved.map(savedAxis),
  };
}

export function principalId(index: number): string {
  return `principal-${index}`;
}

/** A combination's slider is at 1 where the sliders were when it was saved. */
function savedAxis({ id, name, vector }: Direction): Axis {
  return { id, name, vector, deviation: 1, reach: SAVED_REACH };
}

/** The picture movedAlong along all axes; those at zero leave no edit. */
export function adjusted(picture: LatentRecipe, adjustments: readonly Adjustment[]): LatentRecipe {
  return adjustments.reduce((recipe, { axis, amounts }) => {
    if (amounts.every((amount) => amount === 0)) return recipe;
    return movedAlong(
      recipe,
      axis,
      amounts.map((amount) => Math.min(MAX_AMOUNT, Math.max(-MAX_AMOUNT, amount * axis.deviation))),
    );
  }, picture);
}

/**
 * With the axis at `amount`, at the steps of `scope`; at zero everywhere it is left out. By id, so that sliders in the
 * same places make the same recipe in whatever order they were movedAlong.
 */
export function withAmount(
  adjustments: readonly Adjustment[],
  axis: Axis,
  scope: Scope,
  amount: number,
  steps: number,
): readonly Adjustment[] {
  const before = adjustments.find((adjustment) => adjustment.axis.id === axis.id);
  const amounts = Array.from({ length: steps }, (_, t) =>
    scope === 'all' || scope === t ? amount : (before?.amounts[t] ?? 0),
  );
  const others = adjustments.filter((adjustment) => adjustment !== before);
  if (isZero(amounts)) return others;
  return [...others, { axis, amounts }].sort((a, b) => (a.axis.id < b.axis.id ? -1 : 1));
}

/** Where the slider stands: the mean where the steps of the scope differ. */
export function amountOf(
  adjustments: readonly Adjustment[],
  axisId: string,
  scope: Scope,
): { readonly amount: number; readonly differs: boolean } {
  const amounts = adjustments.find(({ axis }) => axis.id === axisId)?.amounts ?? [0];
  if (scope !== 'all') return { amount: amounts[scope] ?? 0, differs: false };
  const [first = 0] = amounts;
  if (amounts.every((amount) => amount === first)) return { amount: first, differs: false };
  return { amount: amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length, differs: true };
}

/** What the sliders move w by together, as base64 of float32; null where they do not move it. */
export function combinedVector(adjustments: readonly Adjustment[], scope: Scope): string | null {
  let sum: Float64Array | null = null;
  for (const { axis } of adjustments) {
    const { amount } = amountOf(adjustments, axis.id, scope);
    const vector = floatsFromBase64(axis.vector);
    if (amount === 0 || vector === null) continue;
    sum ??= new Float64Array(vector.length);
    for (const [k, x] of vector.entries()) sum[k]! += amount * axis.deviation * x;
  }
  if (sum?.some((x) => x !== 0) !== true) return null;
  return floatsToBase64(Float32Array.from(sum));
}

function isZero(amounts: readonly number[]): boolean {
  return amounts.every((amount) => amount === 0);
}
