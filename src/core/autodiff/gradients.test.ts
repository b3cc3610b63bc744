import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../test/support/property-cases.ts';
import type { Value } from '../onnx/graph.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { linearMap, locallyConstant } from './declared.ts';
import { gradients } from './gradients.ts';
import { interpret, tensor, type Tensor } from './testing/interpreter.ts';
import { type Case, CASES, type Shape, size } from './testing/operator-cases.ts';

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
