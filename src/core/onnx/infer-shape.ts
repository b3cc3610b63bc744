/** Shape inference of every operator that our graphs use, run while the graph is built (ONNX operator reference, opset 20). */
import { TrilemmaError } from '../../shared/errors.ts';
import type { Attributes, Value } from './graph.ts';
import {
  broadcast,
  type Dim,
  fixed,
  formatShape,
  product,
  sameElementCount,
  type Shape,
  type TensorType,
} from './tensor-type.ts';

type Inputs = readonly (Value | undefined)[];
type Infer = (inputs: Inputs, attributes: Attributes) => TensorType;

export interface Operator {
  readonly domain: '' | 'com.microsoft';
  readonly infer: Infer;
}

function required(inputs: Inputs, index: number): Value {
  const value = inputs[index];
  if (value === undefined) throw new TrilemmaError('graph', `input ${index} is missing`);
  return value;
}

function ints(attributes: Attributes, name: string, otherwise: readonly number[]): readonly number[] {
  const attribute = attributes[name];
  return attribute !== undefined && 'ints' in attribute ? attribute.ints : otherwise;
}

function int(attributes: Attributes, name: string, otherwise: number): number {
  const attribute = attributes[name];
  return attribute !== undefined && 'int' in attribute ? attribute.int : otherwise;
}

/** The values of a constant int64 input: axes, target shapes, bounds. */
function constantInts(inputs: Inputs, index: number): number[] {
  const { constant } = required(inputs, index);
  if (!(constant instanceof BigInt64Array)) {
    throw new TrilemmaError('graph', `input ${index} must be a constant of int64`);
  }
  return Array.from(constant, Number);
}

function agree(condition: boolean, message: string): void {
  if (!condition) throw new TrilemmaError('graph', message);
}

const unary: Infer = (inputs) => required(inputs, 0);

const elementwise: Infer = (inputs) => {
  const a = required(inputs, 0);
  const b = required(inputs, 1);
  agree(a.elementType === b.elementType, `${a.elementType} does not go with ${b.elementType}`);
  const shape = broadcast(a.shape, b.shape);
  if (shape === undefined) {
    throw new TrilemmaError(
      'graph',
      `${formatShape(a.shape)} does not broadcast with ${formatShape(b.shape)}`,
    );
  }
  return { elementType: a.elementType, shape };
};

const conv: Infer = (inputs, attributes) => {
  const x = required(inputs, 0);
  const w = required(inputs, 1);
  agree(x.shape.length === 4 && w.shape.length === 4, 'input and weight must have 4 dimensions');
  const group = int(attributes, 'group', 1);
  agree(
    product([w.shape[1]!, group]) === x.shape[1],
    `weight ${formatShape(w.shape)} (groups: ${group}) does not fit ${formatShape(x.shape)}`,
  );
  const pads = ints(attributes, 'pads', [0, 0, 0, 0]);
  const strides = ints(attributes, 'strides', [1, 1]);
  const spatial = [0, 1].map((axis) => {
    const size = fixed(x.shape[2 + axis], 'a picture side') + pads[axis]! + pads[axis + 2]!;
    return Math.floor((size - fixed(w.shape[2 + axis], 'a kernel side')) / strides[axis]!) + 1;
  });
  return { elementType: x.elementType, shape: [x.shape[0]!, w.shape[0]!, ...spatial] };
};

const convTranspose: Infer = (inputs, attributes) => {
  const x = required(inputs, 0);
  const w = required(inputs, 1);
  agree(x.shape[1] === w.shape[0], `weight ${formatShape(w.shape)} does not fit ${formatShape(x.shape)}`);
  const pads = ints(attributes, 'pads', [0, 0, 0, 0]);
  const strides = ints(attributes, 'strides', [1, 1]);
  const spatial = [0, 1].map(
    (axis) =>
      (fixed(x.shape[2 + axis], 'a picture side') - 1) * strides[axis]! +
      fixed(w.shape[2 + axis], 'a kernel side') -
      pads[axis]! -
      pads[axis + 2]!,
  );
  const channels = product([w.shape[1]!, int(attributes, 'group', 1)]);
  return { elementType: x.elementType, shape: [x.shape[0]!, channels, ...spatial] };
};

const gemm: Infer = (inputs, attributes) => {
  const a = required(inputs, 0);
  const b = required(inputs, 1);
  const [inner, outer] =
    int(attributes, 'transB', 0) === 1 ? [b.shape[1], b.shape[0]] : [b.shape[0], b.shape[1]];
  agree(
    a.shape.length === 2 && b.shape.length === 2 && a.shape[1] === inner,
    `${formatShape(a.shape)} does not multiply with ${formatShape(b.shape)}`,
  );
  return { elementType: a.elementType, shape: [a.shape[0]!, outer!] };
};

const matMul: Infer = (inputs) => {
  const a = required(inputs, 0);
  const b = required(inputs, 1);
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (batch === undefined || a.shape.at(-1) !== b.shape.at(-2)) {
    throw new TrilemmaError(
      'graph',
      `${formatShape(a.shape)} does not multiply with ${formatShape(b.shape)}`,
    );
  }
  return { elementType: a.elementType, shape: [...batch, a.shape.at(-2)!, b.shape.at(-1)!] };
};

const reduce: Infer = (inputs, attributes) => {
  const x = required(inputs, 0);
  const rank = x.shape.length;
  const axes = constantInts(inputs, 1).map((axis) => (axis < 0 ? axis + rank : axis));
  const keep = int(attributes, 'keepdims', 1) === 1;
  const shape = x.shape.flatMap((dim, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [dim]));
  return { elementType: x.elementType, shape };
};

/** Zero in the target keeps the input's dimension; -1 stands for what is left. */
const reshape: Infer = (inputs) => {
  const x = required(inputs, 0);
  const target = constantInts(inputs, 1);
  const known = target.map((dim, axis): Dim => (dim === 0 ? x.shape[axis]! : dim));
  const shape: Shape = known.map((dim) => (dim === -1 ? remaining(x.shape, known) : dim));
  agree(
    sameElementCount(shape, x.shape),
    `${formatShape(x.shape)} cannot be reshaped to ${formatShape(target)}`,
  );
  return { elementType: x.elementType, shape };
};

function remaining(shape: Shape, target: Shape): Dim {
  const left = [...shape];
  let factor = 1;
  for (const dim of target) {
    if (dim === -1) continue;
    const at = left.indexOf(dim);
    if (at >= 0) left.splice(at, 1);
    else factor *= fixed(dim, 'the target of a reshape');
  }
  const symbols = left.filter((dim) => typeof dim === 'string');
  const numbers = left.filter((dim) => typeof dim === 'number').reduce((a, b) => a * b, 1);
  return product([...symbols, numbers / factor]);
}

const transpose: Infer = (inputs, attributes) => {
  const x = required(inputs, 0);
  return { elementType: x.elementType, shape: ints(attributes, 'perm', []).map((axis) => x.shape[axis]!) };
};

const concat: Infer = (inputs, attributes) => {
  const first = required(inputs, 0);
  const axis = int(attributes, 'axis', 0);
  const parts = inputs.map((_, index) => required(inputs, index));
  for (const part of parts) {
    agree(
      part.shape.every((dim, i) => i === axis || dim === first.shape[i]),
      `${formatShape(part.shape)} does not join ${formatShape(first.shape)} along axis ${axis}`,
    );
  }
  const total = parts.reduce((sum, part) => sum + fixed(part.shape[axis], 'the joined dimension'), 0);
  return { elementType: first.elementType, shape: first.shape.map((dim, i) => (i === axis ? total : dim)) };
};

/** Inputs: data, starts, ends, axes; bounds beyond the end mean the end, as in ONNX. */
const slice: Infer = (inputs) => {
  const x = required(inputs, 0);
  const [starts, ends, axes] = [1, 2, 3].map((index) => constantInts(inputs, index));
  const shape: Dim[] = [...x.shape];
  axes!.forEach((axis, i) => {
    const size = fixed(x.shape[axis], 'a sliced dimension');
    const clamp = (bound: number) => Math.min(size, Math.max(0, bound < 0 ? bound + size : bound));
    shape[axis] = clamp(ends![i]!) - clamp(starts![i]!);
  });
  return { elementType: x.elementType, shape };
};

/** Inputs: data, an absent region of interest, constant scales. */
const resize: Infer = (inputs) => {
  const x = required(inputs, 0);
  const { constant } = required(inputs, 2);
  if (!(constant instanceof Float32Array)) throw new TrilemmaError('graph', 'the scales must be constant');
  const shape = x.shape.map((dim, axis) => (constant[axis] === 1 ? dim : product([dim, constant[axis]!])));
  return { elementType: x.elementType, shape };
};

const OPERATORS = {
  Add: { domain: '', infer: elementwise },
  Cast: { domain: '', infer: (inputs) => ({ elementType: 'float32', shape: required(inputs, 0).shape }) },
  Concat: { domain: '', infer: concat },
  Conv: { domain: '', infer: conv },
  ConvTranspose: { domain: '', infer: convTranspose },
  Cos: { domain: '', infer: unary },
  Div: { domain: '', infer: elementwise },
  Gemm: { domain: '', infer: gemm },
  LeakyRelu: { domain: '', infer: unary },
  MatMul: { domain: '', infer: matMul },
  Mul: { domain: '', infer: elementwise },
  QuickGelu: { domain: 'com.microsoft', infer: unary },
  ReduceMean: { domain: '', infer: reduce },
  ReduceSum: { domain: '', infer: reduce },
  Resize: { domain: '', infer: resize },
  Reshape: { domain: '', infer: reshape },
  Sigmoid: { domain: '', infer: unary },
  Sin: { domain: '', infer: unary },
  Slice: { domain: '', infer: slice },
  Softmax: { domain: '', infer: unary },
  Sqrt: { domain: '', infer: unary },
  Sub: { domain: '', infer: elementwise },
  Tanh: { domain: '', infer: unary },
  Transpose: { domain: '', infer: transpose },
} as const satisfies Record<string, Operator>;

export type OperatorName = keyof typeof OPERATORS;

export function operator(name: OperatorName): Operator {
  return OPERATORS[name];
}
