import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { runGraph } from '../../../test/support/run-graph.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { sinusoidalEmbedding } from './embedding.ts';

const TIMES = [0, 1, 3, 7];

async function embed(size: number) {
  const g = new NetworkBuilder('embedding');
  const y = sinusoidalEmbedding(g, g.input('t', 'int64', ['batch']), size);
  g.output('y', y);
  const t = { data: BigInt64Array.from(TIMES, BigInt), shape: [TIMES.length] };
  return { inferred: y.shape, result: (await runGraph(g.build(), { t })).y! };
}

describe('sinusoidalEmbedding', () => {
  it.each([4, 6, 32, 128])('of size %d is sines, then cosines, of falling frequencies', async (size) => {
    const half = size / 2;
    const expected = TIMES.flatMap((t) =>
      [Math.sin, Math.cos].flatMap((wave) =>
        Array.from({ length: half }, (_, k) => wave(t * 10000 ** (-k / (half - 1)))),
      ),
    );
    const { inferred, result } = await embed(size);
    expect(inferred).toEqual(['batch', size]);
    expect(result.shape).toEqual([TIMES.length, size]);
    expectAllClose(result.data, expected, { absolute: 1e-6 });
  });

  it('fills an odd size with a zero', async () => {
    const [odd, even] = await Promise.all([embed(9), embed(8)]);
    expect(odd.inferred).toEqual(['batch', 9]);
    for (const i of TIMES.keys()) {
      const row = odd.result.data.subarray(9 * i, 9 * i + 9);
      expect(row[8]).toBe(0);
      expect(row.subarray(0, 8)).toEqual(even.result.data.subarray(8 * i, 8 * i + 8));
    }
  });

  it.each([0, 2, 3])('is not defined for size %d', async (size) => {
    await expect(embed(size)).rejects.toThrow(`4 channels or more, not ${size}`);
  });
});
