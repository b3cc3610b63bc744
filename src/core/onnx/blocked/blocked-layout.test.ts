import { describe, expect, it } from 'vitest';
import { withBlockedLayout } from './blocked-layout.ts';
import type { Graph } from '../graph.ts';
import { gradients } from '../../autodiff/gradients.ts';
import { NetworkBuilder } from '../network-builder.ts';

const BLOCK = 8;

/** Operators of the blocked layout have their domain before them. */
function operatorsOf(graph: Graph): readonly string[] {
  return graph.nodes.map(({ domain, op }) => (domain === 'com.microsoft.nchwc' ? `blocked ${op}` : op));
}

function pictures(g: NetworkBuilder, channels = 16) {
  return g.input('x', 'float32', [2, channels, 5, 5]);
}

describe('withBlockedLayout', () => {
  it('reorders arguments and weights, and the result back', () => {
    const g = new NetworkBuilder('one');
    const y = g.conv(pictures(g), g.input('weight', 'float32', [8, 16, 3, 3]), undefined, { padding: 1 });
    g.output('y', g.tanh(y));
    const graph = withBlockedLayout(g.build(), BLOCK);
    expect(operatorsOf(graph)).toEqual([
      ...['blocked ReorderInput', 'Reshape', 'blocked ReorderInput', 'Reshape', 'Transpose', 'Reshape'],
      ...['blocked Conv', 'blocked ReorderOutput', 'Tanh', 'Identity'],
    ]);
  });

  it('reorders once what several take, and nothing between convolutions', () => {
    const g = new NetworkBuilder('chain');
    const [x, weight] = [pictures(g), g.input('weight', 'float32', [16, 16, 1, 1])];
    const first = g.conv(x, weight);
    g.output('y', g.add(g.conv(first, weight), g.conv(x, weight)));
    const graph = withBlockedLayout(g.build(), BLOCK);
    const blocked = operatorsOf(graph).filter((op) => op.startsWith('blocked') || op === 'Transpose');
    expect(blocked).toEqual([
      ...['blocked ReorderInput', 'blocked ReorderInput', 'Transpose', 'blocked Conv', 'blocked Conv'],
      ...['blocked ReorderOutput', 'blocked Conv', 'blocked ReorderOutput'],
    ]);
  });

  it('takes groups of whole blocks, each by itself', () => {
    const g = new NetworkBuilder('groups');
    const weight = g.input('weight', 'float32', [24, 8, 3, 3]);
    g.output('y', g.conv(pictures(g, 24), weight, undefined, { padding: 1, groups: 3 }));
    expect(operatorsOf(withBlockedLayout(g.build(), BLOCK))).toContain('blocked Conv');
  });

  it.each([
    ['channels that do not fill a block', 12, 8, 1],
    ['filters that do not fill a block', 16, 12, 1],
    ['groups whose channels do not fill a block', 24, 16, 2],
    ['groups whose filters do not fill a block', 16, 8, 2],
  ])('leaves %s as they are', (_, channels, filters, groups) => {
    const g = new NetworkBuilder('left');
    const weight = g.input('weight', 'float32', [filters, channels / groups, 3, 3]);
    g.output('y', g.conv(pictures(g, channels), weight, undefined, { groups }));
    const graph = g.build();
    expect(withBlockedLayout(graph, BLOCK)).toEqual(graph);
  });

  it('leaves constant weights to the runtime', () => {
    const g = new NetworkBuilder('constant');
    const weight = g.initializer('weight', 'float32', [8, 16, 1, 1], new Float32Array(128));
    g.output('y', g.conv(pictures(g), weight));
    const graph = g.build();
    expect(withBlockedLayout(graph, BLOCK)).toEqual(graph);
  });
});

describe('the gradient of what a kernel is applied to', () => {
  it.each([
    [3, 'blocked ReorderInput, blocked ReorderInput, Transpose, Slice, blocked Conv, blocked ReorderOutput'],
    [1, 'blocked ReorderInput, blocked ReorderInput, Transpose, blocked Conv, blocked ReorderOutput'],
  ])('turns a kernel of side %i in whole blocks', (kernel, expected) => {
    const g = new NetworkBuilder('turned');
    const x = pictures(g);
    const weight = g.input('weight', 'float32', [8, 16, kernel, kernel]);
    const y = g.conv(x, weight, undefined, { padding: (kernel - 1) / 2 });
    const cotangent = g.input('dy', 'float32', y.shape);
    g.output('gradient', gradients(g, [{ value: y, cotangent }], [x])[0]!);
    const moved = operatorsOf(withBlockedLayout(g.build(), BLOCK)).filter(
      (op) => !/Reshape|Identity/.test(op),
    );
    expect(moved.join(', ')).toBe(expected);
  });
});

describe('the gradient of a kernel', () => {
  const sizes = { side: 8, channels: 16, filters: 8, kernel: 3 };

  function gradientOf({ side, channels, filters, kernel }: typeof sizes): Graph {
    const g = new NetworkBuilder('gradient');
    const x = g.input('x', 'float32', [2, channels, side, side]);
    const weight = g.input('weight', 'float32', [filters, channels, kernel, kernel]);
    const y = g.conv(x, weight, undefined, { padding: (kernel - 1) / 2 });
    const cotangent = g.input('dy', 'float32', y.shape);
    g.output('gradient', gradients(g, [{ value: y, cotangent }], [weight])[0]!);
    return g.build();
  }

  it('is one convolution of maps with cotangents, and nothing is left of its other form', () => {
    const graph = withBlockedLayout(gradientOf(sizes), BLOCK);
    expect(operatorsOf(graph)).toEqual([
      ...[
        'Pad',
        'Transpose',
        'blocked ReorderInput',
        'Reshape',
        'blocked Conv',
        'Reshape',
        'ReduceSum',
        'Reshape',
      ],
      ...['blocked ReorderOutput', 'Transpose', 'Identity'],
    ]);
    const used = new Set(graph.nodes.flatMap(({ inputs }) => inputs.map((input) => input?.name)));
    expect(graph.initializers.filter(({ name }) => !used.has(name))).toEqual([]);
  });

  it.each([
    ['filters that do not fill a block', { ...sizes, filters: 12 }],
    ['a kernel of one place', { ...sizes, kernel: 1 }],
    ['maps so small that the products of each picture were more', { ...sizes, side: 2 }],
  ])('is left as it is with %s', (_, others) => {
    const graph = gradientOf(others);
    expect(operatorsOf(withBlockedLayout(graph, BLOCK)).join()).not.toContain('blocked');
  });
});
