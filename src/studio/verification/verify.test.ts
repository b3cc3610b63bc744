import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EngineClient } from '../../engine/client.ts';
import type { Device } from '../../shared/device.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { verify } from './verify.ts';

const reference = (name: string) =>
  new URL(`../../../test/fixtures/reference/${name}`, import.meta.url).pathname;

async function verified(name: string, device: Device, tolerance?: number) {
  using engine = new EngineClient();
  return await verify(engine, { reference: reference(name), device, tolerance });
}

/** Why WebGPU does not run here; undefined where it does. Debian's software Vulkan is enough. */
async function webgpuObstacle(): Promise<string | undefined> {
  try {
    await verified('generator-cifar10-tiny.safetensors', 'webgpu', 1);
    return undefined;
  } catch (error) {
    if (error instanceof TrilemmaError && error.code === 'device-unavailable') return error.message;
    throw error;
  }
}

const obstacle = await webgpuObstacle();
if (obstacle !== undefined) console.log(`Tests on WebGPU are skipped: ${obstacle}`);

describe.skipIf(obstacle !== undefined)('on WebGPU', () => {
  it.each(['generator-cifar10-tiny', 'discriminator-small', 'discriminator-large'])(
    '%s agrees with the official implementation to 1e-3',
    async (name) => {
      const { differences, device } = await verified(`${name}.safetensors`, 'webgpu', 1e-3);
      expect(device?.provider).toBe('webgpu');
      expect(differences.filter(({ within }) => !within)).toEqual([]);
    },
  );
});

describe('verify', () => {
  it('finds a difference beyond the tolerance, in the tensor that has it', async () => {
    const { passed, differences } = await verified('generator-cifar10-tiny.safetensors', 'cpu', 1e-6);
    expect(passed).toBe(false);
    expect(differences.map(({ name, within }) => [name, within])).toEqual([
      ['x0', false],
      ['w', true],
    ]);
  });

  it.each([
    'generator-normal-32',
    'generator-patches-32',
    'generator-wavelet-64',
    'sampling-patches-32',
    'sampling-wavelet-64',
    'discriminator-small-3',
    'discriminator-large-5',
    'train-step-r1-small',
    'transform',
  ])('agrees with the wavelet family: %s', async (name) => {
    const { passed, differences } = await verified(`wavediff/wavediff-${name}.safetensors`, 'cpu');
    expect(differences.filter(({ within }) => !within)).toEqual([]);
    expect(passed).toBe(true);
  });

  it('names weights that are no numbers, as an import does', async () => {
    const folder = temporaryFolder();
    const checkpoint = join(folder, 'nan.safetensors');
    const bytes = readFileSync(reference('generator-cifar10-tiny.safetensors'));
    const header = Number(bytes.readBigUInt64LE(0));
    const tensors = JSON.parse(bytes.toString('utf8', 8, 8 + header)) as Record<
      string,
      { readonly data_offsets: readonly [number, number] }
    >;
    bytes.writeFloatLE(NaN, 8 + header + tensors['module.all_modules.0.weight']!.data_offsets[0]);
    writeFileSync(checkpoint, bytes);
    using engine = new EngineClient();
    await expect(
      verify(engine, {
        reference: reference('generator-cifar10-tiny.safetensors'),
        checkpoint,
        device: 'cpu',
      }),
    ).rejects.toThrow(
      /The tensor all_modules.0.weight of the checkpoint holds 1 of \d+ values that are no numbers/,
    );
  });

  it.each(['generator-celebahq-tiny.safetensors', 'wavediff/wavediff-generator-normal-32.safetensors'])(
    'says that a checkpoint is not the one of %s',
    async (name) => {
      using engine = new EngineClient();
      const checkpoint = reference('netG_1200.pth');
      await expect(verify(engine, { reference: reference(name), checkpoint, device: 'cpu' })).rejects.toThrow(
        `${checkpoint} does not fit the reference ${reference(name)}: take the checkpoint`,
      );
    },
  );

  it('refuses what is no reference file, or of a kind that it cannot compute', async () => {
    await expect(verified('netG_1200.pth', 'cpu')).rejects.toThrow(/its kind is missing/);
  });
});
