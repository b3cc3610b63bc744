/**
 * Gradients of kernels that move one step at a time: x shifted by every column of the kernel, times dy shifted by every
 * row of it, holds each tap's sum over places for all channels. So a kernel of kh rows and kw columns takes kh + kw
 * copies of maps, where patches are kh kw of them.
 */
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { FEW_PLACES, type Form, type Geometry, type Sizes } from './kernel-products.ts';
import { transposed } from './rule.ts';

/** Beyond this many places, shifted maps of a whole batch would be the most that a step holds. */
const MANY_PLACES = 4096;

/** Whether the kernel moves so, is smaller than the maps, and takes fewer copies than its patches. */
export function canCross(
  { inputs, outputs, kernel, taps, from, to }: Sizes,
  { strides, group }: Geometry,
): boolean {
  const copies = kernel[1]! * inputs + kernel[0]! * outputs;
  const isInside = [...from, ...to].every((side) => side >= Math.max(...kernel));
  return group === 1 && strides.every((stride) => stride === 1) && isInside && copies < taps * inputs;
}

export const crossedProducts: Form = (g, x, dy, geometry, sizes) => {
  const { inputs, outputs, kernel, places } = sizes;
  const form = places <= FEW_PLACES ? joined : places <= MANY_PLACES ? byPicture : chained;
  const products = form(g, x, dy, geometry, sizes);
  const byTap = g.reshape(products, [kernel[0]!, outputs, kernel[1]!, inputs]);
  return g.transpose(byTap, [1, 3, 0, 2]);
};

/** One product over the places of all pictures. */
const joined: Form = (g, x, dy, geometry, sizes) => {
  const byChannel = (value: Value) => (sizes.batch === 1 ? value : g.transpose(value, [1, 0, 2, 3]));
  const axis = sizes.batch === 1 ? 1 : 0;
  const rows = shiftedByRows(g, byChannel(dy), axis, geometry, sizes);
  const columns = shiftedByColumns(g, byChannel(x), axis, geometry, sizes);
  return product(g, rows, columns, sizes);
};

/** One product for each picture, then their sum. */
const byPicture: Form = (g, x, dy, geometry, sizes) => {
  const { batch, outputs, inputs, kernel, from, to } = sizes;
  const perPicture = (value: Value, count: number) => g.reshape(value, [batch, count, from[0]! * to[1]!]);
  const rows = perPicture(shiftedByRows(g, dy, 1, geometry, sizes), kernel[0]! * outputs);
  const columns = perPicture(shiftedByColumns(g, x, 1, geometry, sizes), kernel[1]! * inputs);
  return g.sum(g.matMul(rows, transposed(g, columns)), [0], { keep: false });
};

/** One product for each picture, added to the one before, so that shifted maps of only one picture are there at once. */
const chained: Form = (g, x, dy, geometry, sizes) => {
  let sum: Value | undefined;
  for (let picture = 0; picture < sizes.batch; picture++) {
    const one = (value: Value) => g.slice(value, 0, picture, picture + 1);
    const rows = shiftedByRows(g, one(dy), 1, geometry, sizes);
    const columns = shiftedByColumns(g, one(x), 1, geometry, sizes);
    sum = product(g, rows, columns, { ...sizes, batch: 1 }, sum);
  }
  return sum!;
};

function product(
  g: NetworkBuilder,
  rows: Value,
  columns: Value,
  { batch, outputs, inputs, kernel, from, to }: Sizes,
  sum?: Value,
): Value {
  const flat = (value: Value, count: number) => g.reshape(value, [count, batch * from[0]! * to[1]!]);
  const factors = [flat(rows, kernel[0]! * outputs), flat(columns, kernel[1]! * inputs)];
  return g.node('Gemm', sum === undefined ? factors : [...factors, sum], { transB: { int: 1 } });
}

/** x as each column of the kernel saw it: as wide as dy. Copies are joined along `axis`. */
function shiftedByColumns(
  g: NetworkBuilder,
  x: Value,
  axis: number,
  { pads }: Geometry,
  { kernel, from, to }: Sizes,
): Value {
  const copies = [...Array(kernel[1]).keys()].map((column) => {
    const left = pads[1]! - column;
    return shifted(g, x, 3, left, to[1]! - from[1]! - left);
  });
  return copies.length === 1 ? copies[0]! : g.concat(copies, axis);
}

/** dy where each row of the kernel met it: as high as x. */
function shiftedByRows(
  g: NetworkBuilder,
  dy: Value,
  axis: number,
  { pads }: Geometry,
  { kernel, from, to }: Sizes,
): Value {
  const copies = [...Array(kernel[0]).keys()].map((row) => {
    const top = row - pads[0]!;
    return shifted(g, dy, 2, top, from[0]! - to[0]! - top);
  });
  return copies.length === 1 ? copies[0]! : g.concat(copies, axis);
}

/** Zeros added before and after along an axis; negative numbers take away. */
function shifted(g: NetworkBuilder, value: Value, axis: number, before: number, after: number): Value {
  if (before === 0 && after === 0) return value;
  const along = (amount: number) => value.shape.map((_, i) => (i === axis ? amount : 0));
  return g.pad(value, along(before), along(after));
}
