import type { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { onnxRuntime, runGraph } from '../../../test/support/run-graph.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { NetworkBuilder } from './network-builder.ts';
import { modelChunks, serialise } from './serialise.ts';

/** x [batch, 2, 4, 4] through one node of every kind of attribute, input and constant. */
function smallNetwork(): NetworkBuilder {
  const g = new NetworkBuilder('small');
  const x = g.input('x', 'float32', ['batch', 2, 4, 4]);
  const t = g.input('t', 'int64', ['batch']);
  const doubled = g.upsampleNearest(g.leakyRelu(x, 0.5));
  const rows = g.softmax(g.reshape(doubled, [0, 2, -1]));
  g.output('y', g.add(g.sum(rows, [1, 2]), g.reshape(g.toFloat(t), [-1, 1, 1])));
  g.output('scaled', g.scale(x, 3));
  return g;
}

describe('serialise', () => {
  it('writes a model that ONNX Runtime runs', async () => {
    const outputs = await runGraph(smallNetwork().build(), {
      x: { data: new Float32Array(64).map((_, i) => i - 32), shape: [2, 2, 4, 4] },
      t: { data: BigInt64Array.of(-5n, 2n ** 20n), shape: [2] },
    });
    // Each of two rows of a softmax sums to one.
    expect(outputs.y).toEqual({ data: Float32Array.of(-3, 2 ** 20 + 2), shape: [2, 1, 1] });
    expect(outputs.scaled!.data[0]).toBe(-96);
  });

  it('keeps names, types and symbolic dimensions of inputs and outputs', async () => {
    const session = await onnxRuntime.InferenceSession.create(serialise(smallNetwork().build()), {
      logSeverityLevel: 3,
    });
    const described = (values: readonly InferenceSession.ValueMetadata[]) =>
      values.map((value) => (value.isTensor ? [value.name, value.type, value.shape] : [value.name]));
    expect(described(session.inputMetadata)).toEqual([
      ['x', 'float32', ['batch', 2, 4, 4]],
      ['t', 'int64', ['batch']],
    ]);
    expect(described(session.outputMetadata)).toEqual([
      ['y', 'float32', ['batch', 1, 1]],
      ['scaled', 'float32', ['batch', 2, 4, 4]],
    ]);
    await session.release();
  });

  it('gives the same bytes for the same graph', () => {
    expect(serialise(smallNetwork().build())).toEqual(serialise(smallNetwork().build()));
  });

  it('gives the same bytes in pieces', () => {
    const graph = smallNetwork().build();
    expect(Buffer.concat(modelChunks(graph))).toEqual(Buffer.from(serialise(graph)));
  });

  it('runs all the same with metadata, whatever is in them', async () => {
    const graph = smallNetwork().build();
    const metadata = { license: 'CC0 – “free”', '': '' };
    const bytes = Buffer.concat(modelChunks(graph, metadata));
    expect(bytes.includes('CC0 – “free”')).toBe(true);
    const session = await onnxRuntime.InferenceSession.create(bytes, { logSeverityLevel: 3 });
    expect(session.outputNames).toEqual(['y', 'scaled']);
    await session.release();
  });

  it('writes weights that are a view of a larger buffer', async () => {
    const g = new NetworkBuilder('view');
    const x = g.input('x', 'float32', ['batch', 2]);
    const view = Float32Array.of(9, 9, 9, 1, 2, 9).subarray(3, 5);
    g.output('y', g.add(x, g.initializer('weight', 'float32', [2], view)));
    const { y } = await runGraph(g.build(), { x: { data: Float32Array.of(10, 20), shape: [1, 2] } });
    expect(y!.data).toEqual(Float32Array.of(11, 22));
  });

  it('stores a weight once that two places use', () => {
    const size = (uses: number) => {
      const g = new NetworkBuilder('shared');
      const x = g.input('x', 'float32', [1000]);
      const weight = () => g.initializer('weight', 'float32', [1000], new Float32Array(1000));
      let y = x;
      for (let i = 0; i < uses; i++) y = g.add(y, weight());
      g.output('y', y);
      return serialise(g.build()).length;
    };
    expect(size(2) - size(1)).toBeLessThan(200);
  });

  it('refuses what does not fit the format', () => {
    const g = new NetworkBuilder('huge');
    const shared = new Float32Array(2 ** 24);
    for (let i = 0; i < 32; i++) g.initializer(`weight.${i}`, 'float32', [2 ** 24], shared);
    const attempt = () => serialise(g.build());
    expect(attempt).toThrow(TrilemmaError);
    expect(attempt).toThrow('The graph "huge" would be 2.1 GB as an ONNX file');
  });
});
