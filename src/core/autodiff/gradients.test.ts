import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../test/support/property-cases.ts';
import type { Value } from '../onnx/graph.ts';
import type { OperatorName } from '../onnx/infer-shape.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { linearMap, locallyConstant } from './declared.ts';
import { gradients } from './gradients.ts';
import { interpret, tensor, type Tensor } from './testing/interpreter.ts';

type Shape = readonly number[];

/** A function of tensors. Its arguments are drawn as normals, or what `draw` makes of them. */
interface Case {
  readonly shapes: readonly Shape[];
  readonly build: (g: NetworkBuilder, ...inputs: Value[]) => Value;
  readonly draw?: (normal: number) => number;
}

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

const CASES: Readonly<Partial<Record<OperatorName, fc.Arbitrary<Case>>>> = {
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

const size = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

function draws(name: string, shape: Shape, change = (x: number) => x): Tensor {
  const data = randomStream(parseSeed('5'), name).normals(size(shape));
  return { shape, data: Float64Array.from(data, change) };
}

/** Inputs of a case, and a scalar that weighs all elements of its result differently. */
function scalarOf({ shapes, build, draw }: Case) {
  const g = new NetworkBuilder('case');
  const feeds = new Map<string, Tensor>();
  const input = (name: string, shape: Shape, change?: Case['draw']) => {
    feeds.set(name, draws(name, shape, change));
    return g.input(name, 'float32', shape);
  };
  const inputs = shapes.map((shape, i) => input(`x${i}`, shape, draw));
  const y = build(g, ...inputs);
  const weights = input('weights', y.shape.map(Number));
  const weighed = g.mul(y, weights);
  return { g, feeds, inputs, weights, total: g.sum(weighed, [...weighed.shape.keys()], { keep: false }) };
}

const STEP = 1e-4;

/** Central differences of a scalar for every element of an input. */
function differences(g: NetworkBuilder, feeds: ReadonlyMap<string, Tensor>, scalar: Value, input: Value) {
  const nodes = [...g.nodes];
  const { shape, data } = feeds.get(input.name)!;
  return data.map((value, i) => {
    const [above, below] = [value + STEP, value - STEP].map((moved) => {
      const changed = new Map(feeds).set(input.name, { shape, data: data.with(i, moved) });
      return interpret(nodes, changed, [scalar])[0]!.data[0]!;
    });
    return (above! - below!) / (2 * STEP);
  });
}

function expectClose(actual: Tensor, expected: Float64Array, name: string): void {
  expect(actual.data.length, name).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual.data[i]! - value) / largest, `${name}[${i}]`).toBeLessThan(1e-6);
  }
}

function expectGradients(
  g: NetworkBuilder,
  feeds: ReadonlyMap<string, Tensor>,
  scalar: Value,
  wanted: Value[],
) {
  const numeric = wanted.map((input) => differences(g, feeds, scalar, input));
  const built = gradients(g, [{ value: scalar }], wanted);
  expect(built.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
  const computed = interpret(g.nodes, feeds, built);
  for (const [i, input] of wanted.entries()) expectClose(computed[i]!, numeric[i]!, input.name);
}

describe.each(Object.entries(CASES))('%s', (name, examples) => {
  it('has the gradients that finite differences give', () => {
    fc.assert(
      fc.property(examples, (example) => {
        const { g, feeds, inputs, weights, total } = scalarOf(example);
        expect(g.nodes.map(({ op }) => op)).toContain(name);
        expectGradients(g, feeds, total, [...inputs, weights]);
      }),
      { numRuns: cases(10) },
    );
  });

  it('has gradients whose gradients finite differences give', () => {
    fc.assert(
      fc.property(examples, (example) => {
        const { g, feeds, inputs, weights, total } = scalarOf(example);
        const all = [...inputs, weights];
        // The squares, so that every input is part of it even where the gradient itself is constant.
        const terms = [...all, ...gradients(g, [{ value: total }], inputs)].map((value) => {
          const square = g.mul(value, value);
          return g.sum(square, [...square.shape.keys()], { keep: false });
        });
        const penalty = terms.reduce((a, b) => g.add(a, b));
        expectGradients(g, feeds, penalty, all);
      }),
      { numRuns: cases(5) },
    );
  });
});

describe('gradients', () => {
  const graph = (shape: Shape = [2, 3]) => {
    const g = new NetworkBuilder('test');
    return { g, x: g.input('x', 'float32', shape), y: g.input('y', 'float32', shape) };
  };
  const evaluate = (g: NetworkBuilder, values: readonly Value[]) =>
    interpret(g.nodes, new Map(['x', 'y'].map((name) => [name, draws(name, [2, 3])])), values);

  it('adds up what flows back from several uses and several outputs', () => {
    const { g, x, y } = graph();
    const product = g.mul(x, y);
    const outputs = [
      { value: g.add(product, x), cotangent: g.scalar(2) },
      { value: g.mul(x, x), cotangent: y },
    ];
    const [dx] = gradients(g, outputs, [x]);
    const expected = g.add(g.scale(g.add(y, g.scalar(1)), 2), g.scale(g.mul(x, y), 2));
    const [actual, wanted] = evaluate(g, [dx!, expected]);
    expectClose(actual!, wanted!.data, 'dx');
  });

  it('differentiates for a value inside of the graph, and not beyond', () => {
    const { g, x } = graph();
    const inner = g.node('Sin', [x]);
    const before = g.nodes.length;
    const [slope] = gradients(g, [{ value: g.mul(inner, inner) }], [inner]);
    const added = g.nodes.slice(before + 1).map(({ op }) => op);
    expect(added).not.toContain('Cos');
    const [actual, sine] = evaluate(g, [slope!, inner]);
    expectClose(
      actual!,
      sine!.data.map((value) => 2 * value),
      'slope',
    );
  });

  it('adds no node for what nobody asked for', () => {
    const count = (wanted: (x: Value, weight: Value) => Value[]) => {
      const { g, x } = graph([1, 2, 4, 4]);
      const weight = g.input('weight', 'float32', [2, 2, 3, 3]);
      const y = g.conv(g.node('Sin', [x]), weight, undefined, { padding: 1 });
      g.node('Cos', [y]);
      const before = g.nodes.length;
      gradients(g, [{ value: y }], wanted(x, weight));
      return g.nodes.slice(before).map(({ op }) => op);
    };
    expect(count((x) => [x])).not.toContain('Gemm');
    expect(count((_, weight) => [weight])).not.toContain('Cos');
    expect(count((_, weight) => [weight])).toContain('Gemm');
    expect(count(() => [])).toEqual([]);
  });

  it('names nodes of the gradient by the node that they belong to', () => {
    const { g, x } = graph();
    const y = g.scope('module', () => g.node('Sin', [x]));
    gradients(g, [{ value: y }], [x]);
    expect(g.nodes.map(({ name }) => name)).toContain('module/Sin/gradient/Cos');
  });

  it('names the node whose operator has no gradient', () => {
    const { g, x } = graph();
    const y = g.scope('module', () => g.clip(x, 0, 1));
    const attempt = () => gradients(g, [{ value: y }], [x]);
    expect(attempt).toThrow('module/Clip: Clip has no gradient.');
    expect(attempt).toThrow(expect.objectContaining({ code: 'graph' }));
  });

  it('names the value that nothing depends on', () => {
    const { g, x, y } = graph();
    expect(() => gradients(g, [{ value: g.node('Sin', [x]) }], [x, y])).toThrow(
      'Nothing that is differentiated depends on y.',
    );
  });

  it('takes declared gradients, and passes nothing through what is locally constant', () => {
    const { g, x, y } = graph();
    // Wrong on purpose: the rules would give 2.
    const doubled = linearMap(g, x, g.scale(x, 2), (dy) => g.scale(dy, 5));
    const constant = locallyConstant(g.scale(x, 3));
    const [dx] = gradients(g, [{ value: g.add(doubled, g.mul(constant, y)) }], [x]);
    const [actual] = evaluate(g, [dx!]);
    expectClose(actual!, tensor([2, 3], () => 5).data, 'dx');
  });
});
