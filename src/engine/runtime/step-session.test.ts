import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { gradients } from '../../core/autodiff/gradients.ts';
import type { Graph } from '../../core/onnx/graph.ts';
import { NetworkBuilder } from '../../core/onnx/network-builder.ts';
import { parseSeed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';
import { float32, Session } from './runtime.ts';
import { loadStep } from './step-session.ts';

/**
 * Two convolutions one after the other, whose first result and its gradients are wanted, too; channels fill blocks of every
 * processor.
 */
function graphOf(kernel: number, stride: number, padding: number, groups: number): Graph {
  const g = new NetworkBuilder('step');
  const weight = (name: string, outputs: number, inputs: number, side: number) =>
    g.input(name, 'float32', [outputs, inputs, side, side]);
  const x = g.input('x', 'float32', [3, 32 * groups, 9, 11]);
  const bias = g.input('bias', 'float32', [64 * groups]);
  const kernels = weight('first', 64 * groups, 32, kernel);
  const first = g.conv(x, kernels, bias, { stride, padding, groups });
  const middle = g.tanh(first);
  g.output('middle', middle);
  const [ofKernels, ofX] = gradients(g, [{ value: middle }], [kernels, x]);
  g.output('gradient of kernels', ofKernels!);
  g.output('gradient of x', ofX!);
  g.output('last', g.conv(first, weight('second', 32, 64 * groups, 1)));
  return g.build();
}

function drawn({ inputs }: Graph) {
  return Object.fromEntries(
    inputs.map(({ name, shape }) => {
      const sizes = shape.map(Number);
      const count = sizes.reduce((a, b) => a * b, 1);
      // Weights so large that results are about as large as arguments.
      const spread = name === 'x' || sizes.length === 1 ? 1 : Math.sqrt(sizes[0]! / count);
      const values = randomStream(parseSeed('3'), name).normals(count);
      return [
        name,
        float32(
          values.map((value) => value * spread),
          ...sizes,
        ),
      ];
    }),
  );
}

describe('a step on the CPU', () => {
  it.each([
    [3, 1, 1, 1],
    [3, 1, 1, 3],
    [3, 2, 1, 1],
    [3, 2, 1, 2],
    [1, 1, 0, 1],
    [1, 1, 0, 2],
    [5, 1, 0, 1],
    [2, 3, 2, 1],
  ])('has the values of its graph: kernel %i, stride %i, padding %i, groups %i', async (...sizes) => {
    const graph = graphOf(...sizes);
    const inputs = drawn(graph);
    await using plain = await Session.load(graph, 'cpu');
    await using fast = await loadStep(graph, 'cpu');
    const [expected, actual] = [await plain.run(inputs), await fast.run(inputs)];
    for (const [name, { shape, data }] of Object.entries(expected)) {
      expect(actual[name]!.shape).toEqual(shape);
      // Sums of up to 300 products: rounding is in proportion to the largest.
      const values = data as Float32Array;
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 5);
      expectAllClose(actual[name]!.data as Float32Array, values, { absolute: 2e-6 * largest });
    }
  });
});
