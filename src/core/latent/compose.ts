/** From a recipe to the numbers that sampling starts from: draws, and the edits on them (docs/recipe.md). */
import type { GeneratorConfig } from '../../shared/models/architecture.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { floatsFromBase64 } from '../../shared/recipe/base64-floats.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { LatentRecipe, Parts, VariationStrength } from '../../shared/recipe/recipe.ts';
import { drawNoise, drawXT, drawZ, type Latents, type LatentShape } from '../random/latents.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { driftPoint } from './drift.ts';
import { LatentMemo } from './latent-memo.ts';
import { type InnerProduct, slerp, soleWeight, sphericalBlend, sphericalCurve } from './slerp.ts';

/** Every latent of one picture, and what becomes of the mapping's output at each step. */
export interface EditedLatents extends Latents {
  /** `w[t]`, t = 0..T-1. */
  readonly w: readonly WChange[];
}

/** The network gets scale * w + offset, where w is the mapping's output. */
interface WChange {
  readonly scale: number;
  /** Shape [zEmbDim]; null for zeros. */
  readonly offset: Float32Array<ArrayBuffer> | null;
}

/** The part of a configuration that decides the sizes of a picture's latents and of w. */
export type EditedShape = LatentShape & Pick<GeneratorConfig, 'zEmbDim'>;

/**
 * The latents of a valid recipe. A draw that no edit leaves a trace of is not made; without edits, the latents are
 * the draws themselves.
 *
 * @param steps T
 * @param memo what pictures of one path have in common; its arrays may be among those that are returned
 * @throws TrilemmaError 'recipe-invalid' where an edit's vector is not of the model's zEmbDim
 */
export function latentsOf(
  recipe: LatentRecipe,
  steps: number,
  shape: EditedShape,
  memo = new LatentMemo(),
): EditedLatents {
  const times = Array.from({ length: steps }, (_, t) => t);
  const vectorOf = vectors(shape.zEmbDim);
  const source = sourceOf(shape, memo);
  const latent = (part: Part) => latentAfter(recipe, part, source);
  return {
    x_T: latent({ kind: 'x_T' }),
    z: times.map((t) => latent({ kind: 'z', t })),
    noise: times.map((t) => (t === 0 ? null : latent({ kind: 'noise', t }))),
    w: times.map((t) => rounded(wChangeAfter(recipe, t, vectorOf))),
  };
}

type Vector = Float32Array<ArrayBuffer>;

/** One of a picture's latents. */
type Part = { readonly kind: 'x_T' } | { readonly kind: 'z' | 'noise'; readonly t: number };

/** The latent after the first `count` edits, from the last of them back to the draw. */
function latentAfter(
  recipe: LatentRecipe,
  part: Part,
  source: Source,
  count = recipe.edits?.length ?? 0,
): Vector {
  const edit = recipe.edits?.[count - 1];
  if (edit === undefined) return source.draw(recipe, part);
  const before = () => latentAfter(recipe, part, source, count - 1);
  switch (edit.kind) {
    case 'variation': {
      const strength = strengthOf(edit.strength, part);
      if (strength === 0) return before();
      const other = source.draw({ seed: edit.seed, temperature: recipe.temperature }, part);
      return strength === 1 ? other : slerp(before(), other, strength);
    }
    case 'blend': {
      if (!isIn(edit.parts, part)) return before();
      const sources = [before, ...edit.pictures.map((other) => () => source.inner(other, part))];
      const only = soleWeight(edit.weights);
      if (only !== undefined) return sources[only]!();
      const used = edit.weights.flatMap((weight, i) =>
        weight === 0 ? [] : [{ weight, vector: sources[i]!() }],
      );
      return sphericalBlend(
        used.map(({ vector }) => vector),
        used.map(({ weight }) => weight),
      );
    }
    case 'mix':
      return isIn(edit.parts, part) ? source.inner(edit.picture, part) : before();
    case 'curve': {
      const last = edit.pictures.at(-1)!;
      if (!isIn(edit.parts, part) || edit.amount === 0) return before();
      if (edit.amount === 1) return source.inner(last, part);
      const controls = edit.pictures.map((other) => source.inner(other, part));
      return sphericalCurve([before(), ...controls], edit.amount, source.product);
    }
    case 'drift': {
      const strength = strengthOf(edit.strength, part);
      if (strength === 0) return before();
      const latent = before();
      const circle = source.circle(edit.seed, part, latent.length);
      return driftPoint(latent, circle, (strength * Math.PI) / 2, edit.turn);
    }
    case 'direction':
    case 'truncation':
      return before();
    default:
      return assertNever(edit);
  }
}

/** The vectors that latents are composed of, each made once. */
interface Source {
  readonly draw: (recipe: LatentRecipe, part: Part) => Vector;
  /** A latent of a recipe that is part of another one's edit. */
  readonly inner: (recipe: LatentRecipe, part: Part) => Vector;
  /** Two directions that span a circle. */
  readonly circle: (seed: string, part: Part, length: number) => readonly [Vector, Vector];
  readonly product: InnerProduct;
}

function sourceOf(shape: LatentShape, memo: LatentMemo): Source {
  const source: Source = {
    draw: (recipe, part) => {
      const { seed, temperature } = recipe;
      const key = `draw ${keyOf(part)} ${seed} ${temperature.x_T} ${temperature.z}`;
      return memo.get(key, () => drawn(recipe, part, shape));
    },
    inner: (recipe, part) => {
      if (recipe.edits === undefined) return source.draw(recipe, part);
      const key = `picture ${keyOf(part)} ${JSON.stringify(recipe)}`;
      return memo.get(key, () => latentAfter(recipe, part, source));
    },
    circle: (seed, part, length) => {
      const direction = (index: number) =>
        memo.get(`circle ${keyOf(part)} ${seed} ${index} ${length}`, () =>
          circleDirection(seed, part, index, length),
        );
      return [direction(0), direction(1)];
    },
    product: memo.product,
  };
  return source;
}

function keyOf(part: Part): string {
  return part.kind === 'x_T' ? 'x_T' : `${part.kind} ${part.t}`;
}

/** From a stream below the latent's own. */
function circleDirection(seed: string, part: Part, index: number, length: number): Vector {
  const stream = randomStream(parseSeed(seed), part.kind, part.kind === 'x_T' ? 0 : part.t);
  return stream.split('drift', index).normals(length);
}

function drawn({ seed, temperature }: LatentRecipe, part: Part, shape: LatentShape): Vector {
  const from = parseSeed(seed);
  switch (part.kind) {
    case 'x_T':
      return drawXT(from, shape, temperature.x_T);
    case 'z':
      return drawZ(from, part.t, shape, temperature.z);
    case 'noise':
      return drawNoise(from, part.t, shape);
    default:
      return assertNever(part);
  }
}

function strengthOf(strength: VariationStrength, part: Part): number {
  return part.kind === 'x_T' ? strength.x_T : strength[part.kind][part.t]!;
}

function isIn(parts: Parts, part: Part): boolean {
  return part.kind === 'x_T' ? parts.x_T : parts[part.kind].includes(part.t);
}

/** A change of w in float64. */
interface ExactChange {
  readonly scale: number;
  readonly offset: Float64Array | null;
}

const UNCHANGED: ExactChange = { scale: 1, offset: null };

/** The change of w by the first `count` edits of the recipe at step t. Where an edit takes z from another recipe, w follows it. */
function wChangeAfter(
  recipe: LatentRecipe,
  t: number,
  vectorOf: (text: string) => Vector,
  count = recipe.edits?.length ?? 0,
): ExactChange {
  const edit = recipe.edits?.[count - 1];
  if (edit === undefined) return UNCHANGED;
  const before = () => wChangeAfter(recipe, t, vectorOf, count - 1);
  switch (edit.kind) {
    case 'variation':
    case 'drift':
      return before();
    case 'curve': {
      if (!edit.parts.z.includes(t)) return before();
      const controls = edit.pictures.map((other) => () => wChangeAfter(other, t, vectorOf));
      return changeOnCurve([before, ...controls], edit.amount);
    }
    case 'blend': {
      if (!edit.parts.z.includes(t)) return before();
      const sources = [before, ...edit.pictures.map((other) => () => wChangeAfter(other, t, vectorOf))];
      const sum = edit.weights.reduce((total, weight) => total + weight, 0);
      return weightedMean(
        edit.weights.flatMap((weight, i) =>
          weight === 0 ? [] : [{ share: weight / sum, change: sources[i]!() }],
        ),
      );
    }
    case 'mix':
      return edit.parts.z.includes(t) ? wChangeAfter(edit.picture, t, vectorOf) : before();
    case 'direction':
      return plus(before(), edit.amounts[t]!, vectorOf(edit.vector));
    case 'truncation': {
      const { scale, offset } = before();
      const amount = edit.amounts[t]!;
      const drawn = { scale: amount * scale, offset: offset?.map((x) => amount * x) ?? null };
      return plus(drawn, 1 - amount, vectorOf(edit.center));
    }
    default:
      return assertNever(edit);
  }
}

function plus({ scale, offset }: ExactChange, amount: number, vector: Vector): ExactChange {
  if (amount === 0) return { scale, offset };
  return { scale, offset: Float64Array.from(vector, (x, k) => (offset?.[k] ?? 0) + amount * x) };
}

/** As the curve of z, with straight lines in place of turns. */
function changeOnCurve(points: readonly (() => ExactChange)[], amount: number): ExactChange {
  if (amount === 0) return points[0]!();
  if (amount === 1) return points.at(-1)!();
  let row = points.map((point) => point());
  while (row.length > 1) {
    row = row.slice(1).map((b, i) =>
      weightedMean([
        { share: 1 - amount, change: row[i]! },
        { share: amount, change: b },
      ]),
    );
  }
  return row[0]!;
}

function weightedMean(
  changes: readonly { readonly share: number; readonly change: ExactChange }[],
): ExactChange {
  const [only] = changes;
  if (only !== undefined && changes.length === 1) return only.change;
  const length = changes.find(({ change }) => change.offset !== null)?.change.offset?.length;
  let offset: Float64Array | null = null;
  if (length !== undefined) {
    const sum = new Float64Array(length);
    for (const { share, change } of changes) change.offset?.forEach((x, k) => (sum[k]! += share * x));
    offset = sum;
  }
  // Shares add up to 1, but for rounding: pictures whose w is not scaled give one whose w is not scaled.
  const scale = 1 + changes.reduce((sum, { share, change }) => sum + share * (change.scale - 1), 0);
  return { scale, offset };
}

function rounded({ scale, offset }: ExactChange): WChange {
  return { scale, offset: offset === null ? null : Float32Array.from(offset) };
}

/** Reads an edit's vectors, each once. */
function vectors(zEmbDim: number): (text: string) => Vector {
  const known = new Map<string, Vector>();
  return (text) => {
    const vector = known.get(text) ?? floatsFromBase64(text);
    if (vector?.length !== zEmbDim) {
      throw new TrilemmaError(
        'recipe-invalid',
        `An edit of the recipe has a vector of ${vector?.length ?? 0} numbers, but w of this model has ${zEmbDim}. Use an edit that was made with this model.`,
      );
    }
    known.set(text, vector);
    return vector;
  };
}
