/** Shape inference of convolutions and matrix products (ONNX operator reference, opset 20). */
import type { Value } from './graph.ts';
import { agree, type Infer, int, ints, positive, required } from './inference.ts';
import { broadcast, type Dim, fixed, formatShape, product, quotient } from './tensor-type.ts';

const NO_PADDING = [0, 0, 0, 0];

/** Height or width of pictures or kernels [.., .., h, w]. */
function side({ shape }: Value, axis: number): number {
  return fixed(shape[2 + axis], 'a side');
}

function agreeOnPictures(x: Value, w: Value): void {
  agree(
    x.shape.length === 4 && w.shape.length === 4,
    `${formatShape(x.shape)} and the weight ${formatShape(w.shape)} must have 4 dimensions`,
  );
}

function agreeOnBias(bias: Value | undefined, channels: Dim): void {
  agree(
    bias === undefined || (bias.shape.length === 1 && bias.shape[0] === channels),
    `bias ${formatShape(bias?.shape ?? [])} does not fit ${channels} channels`,
  );
}

export const conv: Infer = (inputs, attributes) => {
  const x = required(inputs, 0);
  const w = required(inputs, 1);
  agreeOnPictures(x, w);
  const group = int(attributes, 'group', 1);
  agree(
    product([w.shape[1]!, group]) === x.shape[1],
    `weight ${formatShape(w.shape)} (groups: ${group}) does not fit ${formatShape(x.shape)}`,
  );
  const filters = w.shape[0]!;
  agree(quotient([filters], [group]) !== undefined, `${filters} filters do not divide among ${group} groups`);
  agreeOnBias(inputs[2], filters);
  const pads = ints(attributes, 'pads', NO_PADDING);
  const strides = ints(attributes, 'strides', [1, 1]);
  const spatial = [0, 1].map((axis) => windows(x, axis, side(w, axis), pads, strides));
  return { elementType: x.elementType, shape: [x.shape[0]!, filters, ...spatial] };
};

/** How many windows of a length fit into one side of a picture. */
function windows(
  x: Value,
  axis: number,
  length: number,
  pads: readonly number[],
  strides: readonly number[],
): number {
  const size = side(x, axis) + pads[axis]! + pads[axis + 2]!;
  return positive(Math.floor((size - length) / strides[axis]!) + 1, 'a side of the result');
}

export const convTranspose: Infer = (inputs, attributes) => {
  const x = required(inputs, 0);
  const w = required(inputs, 1);
  agreeOnPictures(x, w);
  agree(x.shape[1] === w.shape[0], `weight ${formatShape(w.shape)} does not fit ${formatShape(x.shape)}`);
  const channels = product([w.shape[1]!, int(attributes, 'group', 1)]);
  agreeOnBias(inputs[2], channels);
  const pads = ints(attributes, 'pads', NO_PADDING);
  const strides = ints(attributes, 'strides', [1, 1]);
  const outputPadding = ints(attributes, 'output_padding', [0, 0]);
  const spatial = [0, 1].map((axis) => {
    const size = (side(x, axis) - 1) * strides[axis]! + side(w, axis) + outputPadding[axis]!;
    return positive(size - pads[axis]! - pads[axis + 2]!, 'a side of the result');
  });
  return { elementType: x.elementType, shape: [x.shape[0]!, channels, ...spatial] };
};

/** Means over windows that do not overlap. */
export const averagePool: Infer = (inputs, attributes) => {
  const x = required(inputs, 0);
  agree(x.shape.length === 4, `${formatShape(x.shape)} must have 4 dimensions`);
  const kernel = ints(attributes, 'kernel_shape', [1, 1]);
  const strides = ints(attributes, 'strides', [1, 1]);
  const spatial = [0, 1].map((axis) => {
    const length = kernel[axis]!;
    const divides = strides[axis] === length && side(x, axis) % length === 0;
    agree(divides, `windows of ${length} must lie side by side in ${formatShape(x.shape)}`);
    return side(x, axis) / length;
  });
  return { elementType: x.elementType, shape: [x.shape[0]!, x.shape[1]!, ...spatial] };
};

export const maxPool: Infer = (inputs, attributes) => {
  const x = required(inputs, 0);
  agree(x.shape.length === 4, `${formatShape(x.shape)} must have 4 dimensions`);
  const kernel = ints(attributes, 'kernel_shape', [1, 1]);
  const pads = ints(attributes, 'pads', NO_PADDING);
  const strides = ints(attributes, 'strides', [1, 1]);
  const spatial = [0, 1].map((axis) => windows(x, axis, kernel[axis]!, pads, strides));
  return { elementType: x.elementType, shape: [x.shape[0]!, x.shape[1]!, ...spatial] };
};

function noProduct(a: Value, b: Value): string {
  return `${formatShape(a.shape)} does not multiply with ${formatShape(b.shape)}`;
}

export const gemm: Infer = (inputs, attributes) => {
  const a = required(inputs, 0);
  const b = required(inputs, 1);
  agree(a.shape.length === 2 && b.shape.length === 2, noProduct(a, b));
  const oriented = ({ shape }: Value, transposed: string): readonly [Dim, Dim] =>
    int(attributes, transposed, 0) === 1 ? [shape[1]!, shape[0]!] : [shape[0]!, shape[1]!];
  const [rows, innerA] = oriented(a, 'transA');
  const [innerB, columns] = oriented(b, 'transB');
  agree(innerA === innerB, noProduct(a, b));
  const shape = [rows, columns];
  const [, , bias] = inputs;
  agree(
    bias === undefined || formatShape(broadcast(bias.shape, shape) ?? []) === formatShape(shape),
    `bias ${formatShape(bias?.shape ?? [])} does not fit ${formatShape(shape)}`,
  );
  return { elementType: a.elementType, shape };
};

export const matMul: Infer = (inputs) => {
  const a = required(inputs, 0);
  const b = required(inputs, 1);
  agree(a.shape.length >= 2 && b.shape.length >= 2 && a.shape.at(-1) === b.shape.at(-2), noProduct(a, b));
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  agree(batch !== undefined, noProduct(a, b));
  return { elementType: a.elementType, shape: [...batch, a.shape.at(-2)!, b.shape.at(-1)!] };
};
