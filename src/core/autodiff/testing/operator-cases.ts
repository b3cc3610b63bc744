import fc from 'fast-check';
import type { Value } from '../../onnx/graph.ts';
import type { OperatorName } from '../../onnx/infer-shape.ts';
import type { NetworkBuilder } from '../../onnx/network-builder.ts';

export type Shape = readonly number[];

/** A function of tensors. Its arguments are drawn as normals, or what `draw` makes of them. */
export interface Case {
  readonly shapes: readonly Shape[];
  readonly build: (g: NetworkBuilder, ...inputs: Value[]) => Value;
  readonly draw?: (normal: number) => number;
}

export const size = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

const side = fc.integer({ min: 1, max: 3 });
const evenSide = fc.integer({ min: 1, max: 2 }).map((half) => 2 * half);
const anyShape = fc.array(side, { minLength: 1, maxLength: 4 });

/** Two shapes that broadcast: dimensions of the second may be 1 or, from the front, missing. */
const broadcasting = fc
  .tuple(anyShape, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(3), fc.boolean())
  .map(([shape, ones, missing, swapped]): Shape[] => {
    const small = shape.map((size, axis) => (ones[axis] ? 1 : size)).slice(missing % shape.length);
    return swapped ? [small, shape] : [shape, small];
  });

const awayFromZero = (x: number) => x + (x < 0 ? -0.5 : 0.5);

const unary = (build: (g: NetworkBuilder, x: Value) => Value, draw?: Case['draw']) =>
  anyShape.map((shape): Case => ({ shapes: [shape], build, ...(draw && { draw }) }));

const binary = (build: (g: NetworkBuilder, a: Value, b: Value) => Value, draw?: Case['draw']) =>
  broadcasting.map((shapes): Case => ({ shapes, build, ...(draw && { draw }) }));

const convolution = fc
  .record({
    batch: side,
    group: fc.integer({ min: 1, max: 2 }),
    inputs: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 2 }),
    kernel: fc.tuple(side, side),
    extra: fc.tuple(fc.nat(3), fc.nat(3)),
    padding: fc.nat(2),
    stride: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ batch, group, inputs, outputs, kernel, extra, padding, stride }): Case => {
    const size = kernel.map((length, axis) => length + extra[axis]!);
    return {
      shapes: [[batch, group * inputs, ...size], [group * outputs, inputs, ...kernel], [group * outputs]],
      build: (g, x, weight, bias) => g.conv(x, weight, bias, { padding, stride, groups: group }),
    };
  });

/** Examples of every operator that has a gradient, of random shapes. */
export const CASES: Readonly<Partial<Record<OperatorName, fc.Arbitrary<Case>>>> = {
  Add: binary((g, a, b) => g.add(a, b)),
  Sub: binary((g, a, b) => g.sub(a, b)),
  Mul: binary((g, a, b) => g.mul(a, b)),
  Div: binary((g, a, b) => g.div(a, b), awayFromZero),
  Sin: unary((g, x) => g.node('Sin', [x])),
  Exp: unary((g, x) => g.node('Exp', [x])),
  Cos: unary((g, x) => g.node('Cos', [x])),
  Sigmoid: unary((g, x) => g.sigmoid(x)),
  Softplus: unary((g, x) => g.softplus(x)),
  Tanh: unary((g, x) => g.tanh(x)),
  Sqrt: unary(
    (g, x) => g.sqrt(x),
    (x) => Math.abs(x) + 0.5,
  ),
  QuickGelu: fc.tuple(anyShape, fc.constantFrom(1, 1.5)).map(([shape, alpha]) => ({
    shapes: [shape],
    build: (g, x) => g.node('QuickGelu', [x], { alpha: { float: alpha } }),
  })),
  LeakyRelu: unary((g, x) => g.leakyRelu(x, 0.25), awayFromZero),
  Softmax: unary((g, x) => g.softmax(x)),
  Reshape: fc
    .tuple(side, side, side)
    .map(([a, b, c]) => ({ shapes: [[a, b, c]], build: (g, x) => g.reshape(x, [c, -1]) })),
  Transpose: fc
    .tuple(side, side, side, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }))
    .map(([a, b, c, perm]) => ({ shapes: [[a, b, c]], build: (g, x) => g.transpose(x, perm) })),
  Expand: broadcasting.map((shapes) => {
    const [small, full] = shapes.toSorted((a, b) => size(a) - size(b) || a.length - b.length);
    return { shapes: [small!], build: (g, x) => g.expand(x, [2, ...full!]) };
  }),
  Concat: fc.tuple(side, side, side).map(([a, b, c]) => ({
    shapes: [
      [a, b],
      [a, c],
    ],
    build: (g, x, y) => g.concat([x, y, x], 1),
  })),
  Slice: fc.tuple(side, side, side, side).map(([a, before, length, after]) => ({
    shapes: [[a, before + length + after, 2]],
    build: (g, x) => g.flip(g.slice(x, 1, before, before + length), [1, 2]),
  })),
  Pad: fc.tuple(side, side, fc.nat(2), fc.nat(2), fc.boolean()).map(([a, b, before, after, takes]) => ({
    shapes: [[a + 1, b]],
    build: (g, x) => g.pad(x, [takes ? -1 : before, 0], [1, after]),
  })),
  ReduceSum: fc
    .tuple(side, side, side, fc.subarray([0, 1, -1], { minLength: 1 }), fc.boolean())
    .map(([a, b, c, axes, keep]) => ({ shapes: [[a, b, c]], build: (g, x) => g.sum(x, axes, { keep }) })),
  ReduceMean: fc
    .tuple(side, side, side, fc.subarray([0, 1, -1], { minLength: 1 }), fc.boolean())
    .map(([a, b, c, axes, keep]) => ({ shapes: [[a, b, c]], build: (g, x) => g.mean(x, axes, { keep }) })),
  Resize: fc
    .tuple(side, side, side, side)
    .map((shape) => ({ shapes: [shape], build: (g, x) => g.upsampleNearest(x) })),
  AveragePool: fc
    .tuple(side, side, evenSide, evenSide)
    .map((shape) => ({ shapes: [shape], build: (g, x) => g.averagePool(x) })),
  MatMul: fc
    .tuple(side, side, side, side, fc.constantFrom('both', 'left', 'right', 'matrix'))
    .map(([n, rows, inner, columns, batched]) => ({
      shapes: [
        [...(batched === 'right' ? [1] : [n]), 2, rows, inner],
        [...(batched === 'matrix' ? [] : [batched === 'left' ? 1 : n, 2]), inner, columns],
      ],
      build: (g, a, b) => g.matMul(a, b),
    })),
  Gemm: fc
    .tuple(side, side, side, fc.boolean(), fc.boolean(), fc.boolean())
    .map(([rows, inner, columns, transA, transB, hasBias]) => ({
      shapes: [
        transA ? [inner, rows] : [rows, inner],
        transB ? [columns, inner] : [inner, columns],
        ...(hasBias ? [[columns]] : []),
      ],
      build: (g, ...inputs) =>
        g.node('Gemm', inputs, { transA: { int: transA ? 1 : 0 }, transB: { int: transB ? 1 : 0 } }),
    })),
  Conv: convolution,
  ConvTranspose: fc
    .tuple(side, side, fc.tuple(side, side), fc.tuple(side, side), fc.boolean())
    .map(([batch, channels, size, kernel, isStrided]) => ({
      shapes: [
        [batch, 2, ...size],
        [2, channels, ...kernel],
      ],
      build: (g, x, weight) =>
        isStrided
          ? g.node('ConvTranspose', [x, weight], {
              strides: { ints: [2, 2] },
              output_padding: { ints: [1, 0] },
            })
          : g.convTranspose(x, weight),
    })),
};
