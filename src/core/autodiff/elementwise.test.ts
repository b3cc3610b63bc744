import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { runGraph } from '../../../test/support/run-graph.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { gradients } from './gradients.ts';

const VALUES = [-60, -20, -1, 0, 1, 20, 200];

describe('in ONNX Runtime', () => {
  it('a loss that is nearly won keeps its gradient', async () => {
    const g = new NetworkBuilder('softplus');
    const x = g.input('x', 'float32', [VALUES.length]);
    const [slope] = gradients(g, [{ value: g.softplus(x) }], [x]);
    g.output('slope', slope!);
    const result = await runGraph(g.build(), {
      x: { data: Float32Array.from(VALUES), shape: [VALUES.length] },
    });
    expectAllClose(
      result.slope!.data,
      VALUES.map((value) => 1 / (1 + Math.exp(-value))),
      { relative: 1e-5 },
    );
  });

  it('a leaky unit has its two slopes, and the lower one at zero', async () => {
    const g = new NetworkBuilder('leaky');
    const values = [-1e30, -1e-30, 0, 1e-25, 1e30];
    const x = g.input('x', 'float32', [values.length]);
    const [slope] = gradients(g, [{ value: g.leakyRelu(x, 0.2) }], [x]);
    g.output('slope', slope!);
    const result = await runGraph(g.build(), {
      x: { data: Float32Array.from(values), shape: [values.length] },
    });
    expect([...result.slope!.data]).toEqual([0.2, 0.2, 0.2, 1, 1].map(Math.fround));
  });
});
