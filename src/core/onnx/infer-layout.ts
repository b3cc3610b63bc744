/** Shape inference of operators that move or copy elements (ONNX operator reference, opset 20). */
import {
  agree,
  axisOf,
  constantInts,
  type Infer,
  type Inputs,
  int,
  ints,
  positive,
  required,
} from './inference.ts';
import { broadcast, type Dim, fixed, formatShape, formatType, product, quotient } from './tensor-type.ts';

/** Zero in the target keeps the input's dimension; -1 is what the other dimensions leave. */
export const reshape: Infer = (inputs) => {
  const x = required(inputs, 0);
  const target = constantInts(inputs, 1);
  const dims = target.map((dim, axis): Dim => (dim === 0 ? (x.shape[axis] ?? 0) : dim));
  const open = dims.filter((dim) => dim === -1).length;
  const rest = quotient(
    x.shape,
    dims.filter((dim) => dim !== -1),
  );
  agree(
    rest !== undefined && (open === 1 || (open === 0 && rest === 1)),
    `${formatShape(x.shape)} cannot be reshaped to ${formatShape(target)}`,
  );
  return { elementType: x.elementType, shape: dims.map((dim) => (dim === -1 ? rest : dim)) };
};

export const transpose: Infer = (inputs, attributes) => {
  const { elementType, shape } = required(inputs, 0);
  const axes = [...shape.keys()];
  const perm = ints(attributes, 'perm', axes.toReversed());
  agree(
    perm.length === axes.length && axes.every((axis) => perm.includes(axis)),
    `${formatShape(perm)} does not reorder ${formatShape(shape)}`,
  );
  return { elementType, shape: perm.map((axis) => shape[axis]!) };
};

export const concat: Infer = (inputs, attributes) => {
  const first = required(inputs, 0);
  const { elementType, shape } = first;
  const axis = axisOf(int(attributes, 'axis', 0), shape);
  const parts = inputs.map((_, index) => required(inputs, index));
  for (const part of parts) {
    agree(
      part.elementType === elementType &&
        part.shape.length === shape.length &&
        part.shape.every((dim, i) => i === axis || dim === shape[i]),
      `${formatType(part)} does not join ${formatType(first)} along axis ${axis}`,
    );
  }
  const total = parts.reduce((sum, part) => sum + fixed(part.shape[axis], 'the joined dimension'), 0);
  return { elementType, shape: shape.with(axis, total) };
};

/**
 * Inputs: data, starts, ends, axes, steps; bounds beyond the end mean the end, as in ONNX. Steps are 1, or all -1
 * over whole dimensions, which turns those around.
 */
export const slice: Infer = (inputs) => {
  const x = required(inputs, 0);
  const [starts, ends, axes] = [1, 2, 3].map((index) => constantInts(inputs, index));
  if (isFlip(inputs)) {
    const whole = starts!.every((start) => start === -1) && ends!.every((end) => end === FLIP_END);
    agree(whole, 'only whole dimensions are turned around');
    return { elementType: x.elementType, shape: x.shape };
  }
  const shape: Dim[] = [...x.shape];
  for (const [i, given] of axes!.entries()) {
    const axis = axisOf(given, shape);
    const size = fixed(x.shape[axis], 'a sliced dimension');
    const clamp = (bound: number) => Math.min(size, Math.max(0, bound < 0 ? bound + size : bound));
    shape[axis] = positive(clamp(ends![i]!) - clamp(starts![i]!), `dimension ${axis} of the slice`);
  }
  return { elementType: x.elementType, shape };
};

/** Where a slice that turns a dimension around ends: before its beginning, whatever its length. */
export const FLIP_END = -(2 ** 31);

/** True for a slice that reverses its dimensions. @throws {TrilemmaError} `graph` for other steps than 1 and -1. */
export function isFlip(inputs: Inputs): boolean {
  if (inputs.length < 5) return false;
  const steps = constantInts(inputs, 4);
  if (steps.every((step) => step === 1)) return false;
  agree(
    steps.every((step) => step === -1),
    'steps other than 1 and -1 are not supported',
  );
  return true;
}

/** Inputs: data, constant pads: zeros before every dimension, then after every dimension. */
export const pad: Infer = (inputs) => {
  const x = required(inputs, 0);
  const pads = constantInts(inputs, 1);
  const rank = x.shape.length;
  agree(pads.length === 2 * rank, `${pads.length} pads do not fit ${formatShape(x.shape)}`);
  const shape = x.shape.map((dim, axis) => {
    const added = pads[axis]! + pads[axis + rank]!;
    return added === 0 ? dim : positive(fixed(dim, 'a padded dimension') + added, `dimension ${axis}`);
  });
  return { elementType: x.elementType, shape };
};

/** Inputs: data, constant target shape that the data broadcast to. */
export const expand: Infer = (inputs) => {
  const x = required(inputs, 0);
  const target = constantInts(inputs, 1);
  const shape = broadcast(x.shape, target);
  agree(shape !== undefined, `${formatShape(x.shape)} does not broadcast to ${formatShape(target)}`);
  return { elementType: x.elementType, shape };
};

/** Rows of the data, picked along its first dimension. */
export const gather: Infer = (inputs, attributes) => {
  const data = required(inputs, 0);
  const indices = required(inputs, 1);
  agree(int(attributes, 'axis', 0) === 0, 'rows are picked along the first dimension only');
  agree(indices.elementType === 'int64', `indices are int64, not ${indices.elementType}`);
  agree(data.shape.length > 0, 'a scalar has no rows');
  return { elementType: data.elementType, shape: [...indices.shape, ...data.shape.slice(1)] };
};

/** Inputs: data, an absent region of interest, constant scales. */
export const resize: Infer = (inputs) => {
  const x = required(inputs, 0);
  const { constant } = required(inputs, 2);
  agree(constant instanceof Float32Array, 'the scales must be constant');
  agree(constant.length === x.shape.length, `${constant.length} scales do not fit ${formatShape(x.shape)}`);
  const shape = x.shape.map((dim, axis) => {
    const scale = constant[axis]!;
    if (scale === 1) return dim;
    if (Number.isInteger(scale)) return product([dim, scale]);
    return positive(Math.floor(fixed(dim, 'a dimension that shrinks') * scale), `dimension ${axis}`);
  });
  return { elementType: x.elementType, shape };
};
