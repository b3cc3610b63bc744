/** Shape inference of operators that move or copy elements (ONNX operator reference, opset 20). */
import { agree, axisOf, constantInts, type Infer, int, ints, positive, required } from './inference.ts';
import { type Dim, fixed, formatShape, formatType, product, quotient } from './tensor-type.ts';

/** Zero in the target keeps the input's dimension; -1 stands for what is left. */
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

/** Inputs: data, starts, ends, axes; bounds beyond the end mean the end, as in ONNX. Steps are always 1. */
export const slice: Infer = (inputs) => {
  const x = required(inputs, 0);
  const [starts, ends, axes] = [1, 2, 3].map((index) => constantInts(inputs, index));
  agree(inputs.length < 5, 'steps other than 1 are not supported');
  const shape: Dim[] = [...x.shape];
  for (const [i, given] of axes!.entries()) {
    const axis = axisOf(given, shape);
    const size = fixed(x.shape[axis], 'a sliced dimension');
    const clamp = (bound: number) => Math.min(size, Math.max(0, bound < 0 ? bound + size : bound));
    shape[axis] = positive(clamp(ends![i]!) - clamp(starts![i]!), `dimension ${axis} of the slice`);
  }
  return { elementType: x.elementType, shape };
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
