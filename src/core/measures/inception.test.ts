import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { LoadedGraph } from '../../../test/support/run-graph.ts';
import { bytesSource } from '../checkpoint/byte-source.ts';
import type { TensorReader } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { inceptionGraph } from './inception.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/measures/inception-narrow.${name}`, import.meta.url));

const weights = openCheckpoint(bytesSource(new Uint8Array(fixture('pth'))));

interface Expected {
  readonly side: number;
  readonly pictures: readonly number[];
  readonly features: readonly (readonly number[])[];
}

describe('the Inception network', () => {
  it('has the features that PyTorch computes', async () => {
    const { side, pictures, features } = JSON.parse(fixture('json').toString()) as Expected;
    const area = side ** 2;
    const data = new Float32Array(pictures.length);
    for (const [at, value] of pictures.entries()) {
      const [picture, pixel, channel] = [Math.floor(at / (3 * area)), Math.floor(at / 3) % area, at % 3];
      data[(picture * 3 + channel) * area + pixel] = value / 127.5 - 1;
    }
    await using graph = await LoadedGraph.load(inceptionGraph(weights, side));
    const outputs = await graph.run({ pictures: { data, shape: [features.length, 3, side, side] } });
    expect(outputs.features!.shape).toEqual([features.length, features[0]!.length]);
    expectAllClose(outputs.features!.data, features.flat(), { absolute: 1e-4, relative: 1e-4 });
  });

  it('is refused in words where the file holds another network', () => {
    const tensors = new Map(
      [...weights.tensors].filter(([name]) => name !== 'Mixed_6c.branch_pool.bn.weight'),
    );
    const without: TensorReader = {
      tensors,
      float32: (name) => weights.float32(name),
      raw: (name) => weights.raw(name),
    };
    expect(() => inceptionGraph(without, 16)).toThrow(
      'The file is not the Inception network of FID tools: Mixed_6c.branch_pool.bn.weight is missing',
    );
  });
});
