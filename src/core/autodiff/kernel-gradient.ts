/**
 * Gradients of convolution kernels: products of the maps as each element of the kernel saw them with the cotangents of
 * what came out, summed over places and pictures.
 */
import type { Attributes, Value } from '../onnx/graph.ts';
import { declareKernelGradient, type KernelGradient } from '../onnx/kernel-gradient.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { dims } from './rule.ts';
import { shiftedCopies, type Shifts } from './shifted-maps.ts';
import { type Factor, join, summedProducts } from './summed-products.ts';

/** How a kernel moves over a picture. Lists are (height, width), pads (top, left, bottom, right). */
export interface Geometry {
  readonly pads: readonly number[];
  readonly strides: readonly number[];
  readonly group: number;
}

export function attributesOf({ pads, strides, group }: Geometry): Attributes {
  return { pads: { ints: pads }, strides: { ints: strides }, group: { int: group } };
}

/**
 * Gradient of a kernel [out, in / group, kh, kw].
 * @param x what the kernel was applied to. @param dy cotangent of what came out.
 */
export function kernelGradient(
  g: NetworkBuilder,
  x: Value,
  dy: Value,
  weight: Value,
  geometry: Geometry,
): Value {
  const { group } = geometry;
  const [outputs, inputs, ...kernel] = dims(weight.shape);
  const part = (value: Value, index: number, channels: number) =>
    g.slice(value, 1, index * channels, (index + 1) * channels);
  const parts = [...Array(group).keys()].map((index) => {
    const ofGroup = {
      x: part(x, index, inputs!),
      dy: part(dy, index, outputs! / group),
      kernel,
      ...geometry,
    };
    return declareKernelGradient(gradientOfGroup(g, ofGroup), ofGroup);
  });
  return parts.length === 1 ? parts[0]! : g.concat(parts, 0);
}

/**
 * A kernel that moves one step at a time crosses: x shifted by each of its columns times dy shifted by each of its rows
 * holds all sums, and takes kw + kh copies. Else x is shifted by both, which takes kw kh copies of x alone: all there is
 * for other strides, and less where x has few channels.
 */
function gradientOfGroup(g: NetworkBuilder, { x, dy, kernel, pads, strides }: KernelGradient): Value {
  const [, inputs, height] = dims(x.shape);
  const [, outputs, ...to] = dims(dy.shape);
  const [rows, columns] = kernel.map((count) => [...Array(count).keys()]);
  const [kh, kw] = [rows!.length, columns!.length];
  const rowsOfX: Shifts = {
    axis: 2,
    zeros: rows!.map((row) => pads[0]! - row),
    stride: strides[0]!,
    size: to[0]!,
  };
  const columnsOfX: Shifts = {
    axis: 3,
    zeros: columns!.map((column) => pads[1]! - column),
    stride: strides[1]!,
    size: to[1]!,
  };
  const rowsOfDy: Shifts = { axis: 2, zeros: rows!.map((row) => row - pads[0]!), stride: 1, size: height! };
  const crosses =
    strides.every((stride) => stride === 1) && kw * inputs! + kh * outputs! <= kw * kh * inputs!;
  if (crosses) {
    const ofDy: Factor = { maps: dy, copies: (maps) => shiftedCopies(g, maps, rowsOfDy) };
    const ofX: Factor = { maps: x, copies: (maps) => shiftedCopies(g, maps, columnsOfX) };
    const products = g.reshape(summedProducts(g, ofDy, ofX), [kh, outputs!, kw, inputs!]);
    return g.transpose(products, [1, 3, 0, 2]);
  }
  const ofDy: Factor = { maps: dy, copies: (maps) => [maps] };
  const ofX: Factor = {
    maps: x,
    copies: (maps, channels) => {
      const byRow = join(g, shiftedCopies(g, maps, rowsOfX), channels);
      return [join(g, shiftedCopies(g, byRow, columnsOfX), channels)];
    },
  };
  const products = g.reshape(summedProducts(g, ofDy, ofX), [outputs!, kw, kh, inputs!]);
  return g.transpose(products, [0, 3, 2, 1]);
}
