import { describe, expect, it } from 'vitest';
import { EngineClient } from '../../engine/client.ts';
import type { Device } from '../../shared/device.ts';
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

  it('refuses what is no reference file, or of a kind that it cannot compute', async () => {
    await expect(verified('netG_1200.pth', 'cpu')).rejects.toThrow(/its kind is missing/);
  });
});
