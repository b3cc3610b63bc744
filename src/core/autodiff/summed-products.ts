/** Products of two batches of maps, summed over places and pictures; in three forms, by the number of places. */
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { dims, transposed } from './rule.ts';

/** Maps [n, c, h, w] of which products take copies. */
export interface Factor {
  readonly maps: Value;
  /** @param channels the axis that maps have their channels along; the other one of 0 and 1 is the batch. */
  readonly copies: (maps: Value, channels: 0 | 1) => readonly Value[];
}

/** Up to this many places the pictures are too small for products of their own. */
const FEW_PLACES = 256;
/** Beyond this many, copies of a whole batch would be the most that a step holds. */
const MANY_PLACES = 4096;

/**
 * For every channel of a and every one of b the sum of their products, copies one after the other:
 * [copies and channels of a, copies and channels of b]. Only the copies of a are joined for it: joining is the one part
 * that ONNX Runtime does not divide among its threads.
 */
export function summedProducts(g: NetworkBuilder, a: Factor, b: Factor): Value {
  const [, , height, width] = dims(a.maps.shape);
  const places = height! * width!;
  const form = places <= FEW_PLACES ? joined : places <= MANY_PLACES ? byPicture : chained;
  return join(g, form(g, a, b), 1);
}

/** One form's products, for each copy of b. */
type Form = (g: NetworkBuilder, a: Factor, b: Factor) => readonly Value[];

/** One product over the places of all pictures. */
const joined: Form = (g, a, b) => {
  const byChannel = ({ maps, copies }: Factor) => copies(g.transpose(maps, [1, 0, 2, 3]), 0);
  const flat = (value: Value) => g.reshape(value, [0, -1]);
  const left = flat(join(g, byChannel(a), 0));
  return byChannel(b).map((copy) => g.node('Gemm', [left, flat(copy)], { transB: { int: 1 } }));
};

/** One product for each picture, then their sum. */
const byPicture: Form = (g, a, b) => {
  const flat = (value: Value) => g.reshape(value, [0, 0, -1]);
  const left = flat(join(g, a.copies(a.maps, 1), 1));
  return b.copies(b.maps, 1).map((copy) => {
    const products = g.matMul(left, transposed(g, flat(copy)));
    return g.sum(products, [0], { keep: false });
  });
};

/** One product for each picture, added to the one before, so that copies of only one picture are there at once. */
const chained: Form = (g, a, b) => {
  const flat = (value: Value) => g.reshape(value, [dims(value.shape)[1]!, -1]);
  const one = ({ maps, copies }: Factor, picture: number) =>
    copies(g.slice(maps, 0, picture, picture + 1), 1);
  let sums: readonly Value[] = [];
  for (let picture = 0; picture < dims(a.maps.shape)[0]!; picture++) {
    const left = flat(join(g, one(a, picture), 1));
    const before = sums;
    sums = one(b, picture).map((copy, i) => {
      const factors = [left, flat(copy), ...before.slice(i, i + 1)];
      return g.node('Gemm', factors, { transB: { int: 1 } });
    });
  }
  return sums;
};

/** Along an axis; a single part is itself. */
export function join(g: NetworkBuilder, parts: readonly Value[], axis: number): Value {
  return parts.length === 1 ? parts[0]! : g.concat(parts, axis);
}
