import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { viewBytes, writeSafetensors } from '../core/checkpoint/safetensors-writer.ts';
import { generatorParameters } from '../core/ddgan/generator.ts';
import { caught } from '../platform/testing/caught.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { assertNumbers } from './assert-numbers.ts';
import { EngineClient } from './client.ts';
import { TINY_NETWORKS } from './testing/tiny-networks.ts';

const broken = [Float32Array.of(0, 1), Float32Array.of(0, NaN)];

describe('pictures that are no numbers', () => {
  it('are refused, with advice for the device that made them', async () => {
    assertNumbers([Float32Array.of(-1, 0, Infinity)], 'cpu');
    expect((await caught(() => assertNumbers(broken, 'webgpu'))).message).toMatch(
      /webgpu computes wrongly here\. Choose the device cpu/,
    );
    const { message } = await caught(() => assertNumbers(broken, 'cpu'));
    expect(message).toMatch(/Import another checkpoint/);
    expect(message).not.toMatch(/device/);
  });

  it('are refused in the engine, where weights are numbers and what they compute is none', async () => {
    const path = join(temporaryFolder(), 'huge.safetensors');
    const architecture = TINY_NETWORKS.generator;
    const tensors = [...generatorParameters(architecture).values()].map(({ name, shape }) => ({
      name,
      dtype: 'F32' as const,
      shape,
      bytes: () => viewBytes(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(3e38)),
    }));
    writeFileSync(path, Buffer.concat([...writeSafetensors(tensors)]));
    using client = new EngineClient();
    const error = await caught(() =>
      client.request('sample', {
        model: { path, architecture },
        device: 'cpu',
        steps: 2,
        recipes: [{ seed: '1', temperature: { x_T: 1, z: 1 } }],
      }),
    );
    expect(error).toMatchObject({ code: 'engine-failed' });
    expect(error.message).toMatch(/Import another checkpoint/);
  });
});
