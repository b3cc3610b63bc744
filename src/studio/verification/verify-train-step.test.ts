import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesSource } from '../../core/checkpoint/byte-source.ts';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { viewBytes, writeSafetensors } from '../../core/checkpoint/safetensors-writer.ts';
import type { TensorInfo } from '../../core/checkpoint/tensor.ts';
import { EngineClient } from '../../engine/client.ts';
import { verify } from './verify.ts';

const fixture = (path: string) =>
  new URL(`../../../test/fixtures/${path}.safetensors`, import.meta.url).pathname;
const LARGE = fixture('training/large');
const SMALL = fixture('training/small-without-r1');

const folder = mkdtempSync(join(tmpdir(), 'trilemma-verify-'));
const engine = new EngineClient();
afterAll(() => {
  engine[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const verified = (reference: string) => verify(engine, { reference, device: 'cpu' });

interface Tensor extends TensorInfo {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a tensor becomes; undefined leaves it out. */
type ChangeTensor = (tensor: Tensor) => Tensor | undefined;

interface Change {
  readonly config?: (config: Record<string, unknown>) => object | string;
  readonly tensors?: ChangeTensor;
}

/** A copy of a reference file with something else in it. */
function changed(path: string, { config = (same) => same, tensors = (same) => same }: Change): string {
  const original = openCheckpoint(bytesSource(readFileSync(path)));
  const kept = [...original.tensors.values()].flatMap(
    (info) => tensors({ ...info, bytes: viewBytes(original.raw(info.name)) }) ?? [],
  );
  const stated = config(JSON.parse(original.metadata.config!) as Record<string, unknown>);
  const chunks = writeSafetensors(
    kept.map((tensor) => ({ ...tensor, bytes: () => tensor.bytes })),
    { kind: 'train-step', config: typeof stated === 'string' ? stated : JSON.stringify(stated) },
  );
  const file = join(folder, 'changed.safetensors');
  writeFileSync(file, Buffer.concat([...chunks]));
  return file;
}

const without =
  (prefix: string): ChangeTensor =>
  (tensor) =>
    tensor.name.startsWith(prefix) ? undefined : tensor;

describe('verify of a training step', () => {
  it.each(['reference/train-step-r1', 'training/large', 'training/small-without-r1'])(
    '%s has the losses, gradients and updates of its file',
    async (path) => {
      const { kind, passed, differences } = await verified(fixture(path));
      expect(differences.filter(({ within }) => !within)).toEqual([]);
      expect([kind, passed]).toEqual(['train-step', true]);
      expect(differences.map(({ name }) => name.replace(/,.*/, ''))).toEqual([
        'd.loss_real',
        'd.loss_fake',
        'd.r1',
        'd.grad',
        'D after Adam',
        'g.loss',
        'g.grad',
        'G after Adam',
      ]);
    },
  );

  it('finds losses, gradients and updates that are wrong, and says which', async () => {
    const wrong: Readonly<Record<string, (value: number) => number>> = {
      'expected.d.loss_real': () => NaN,
      'expected.d.grad.conv2.skip.0.weight': (value) => 1.01 * value,
      'expected.D.start_conv.bias': (value) => value + 2e-5,
    };
    const tensors: ChangeTensor = (tensor) => {
      const change = wrong[tensor.name];
      if (change === undefined) return tensor;
      return { ...tensor, bytes: viewBytes(new Float32Array(tensor.bytes.buffer.slice(0)).map(change)) };
    };
    const { passed, differences } = await verified(changed(SMALL, { tensors }));
    expect(passed).toBe(false);
    const [loss, gradient, update, ...others] = differences.filter(({ within }) => !within);
    expect(loss?.name).toBe('d.loss_real');
    expect(gradient?.name).toMatch(/^d\.grad, worst of \d+: conv2\.skip\.0\.weight$/);
    expect(gradient?.measure?.value).toBeCloseTo(0.0099, 4);
    expect(update?.name).toMatch(/^D after Adam, worst of \d+: start_conv\.bias$/);
    expect(others).toEqual([]);
  });

  it.each<[string, Change, string | RegExp]>([
    ['no configuration', { config: () => 'nonsense' }, 'does not describe a training step'],
    ['no rate', { config: (c) => ({ ...c, lr_d: null }) }, 'lr_d'],
    ['a beta of 1', { config: (c) => ({ ...c, adam_betas: [0.5, 1] }) }, 'adam_betas.1'],
    ['too many steps', { config: (c) => ({ ...c, num_timesteps: 1e9 }) }, 'num_timesteps'],
    ['R1 of no weight', { config: (c) => ({ ...c, r1_applied: true }) }, 'states no r1_gamma'],
    ['another noise process', { config: (c) => ({ ...c, beta_max: 5 }) }, 'beta_max = 5'],
    ['no pictures', { tensors: without('input.x0') }, 'no pictures input.x0'],
    ['no noise', { tensors: without('input.d.noise_t') }, 'no tensor named input.d.noise_t'],
    ['no discriminator', { tensors: without('D.') }, 'holds no discriminator'],
    [
      'an expectation that is missing',
      { tensors: without('expected.g.grad.all_modules.2.') },
      'no tensor named expected.g.grad.all_modules.2.',
    ],
    [
      'noise of another size',
      {
        tensors: (tensor) =>
          tensor.name === 'input.d.z' ? { ...tensor, shape: [tensor.shape[0]! * tensor.shape[1]!] } : tensor,
      },
      'input z is float32 [8, 5], but float32 [40] is given',
    ],
    [
      'a time after the last',
      { config: (c) => ({ ...c, num_timesteps: 2 }) },
      'input.d.t must hold whole numbers from 0 to 1',
    ],
  ])('refuses a file with %s', async (_, change, message) => {
    const attempt = verified(changed(SMALL, change));
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:checkpoint-corrupt|architecture)$/) as string,
    });
  });

  it('takes no tolerance and no other weights', async () => {
    await expect(verify(engine, { reference: LARGE, device: 'cpu', tolerance: 1 })).rejects.toMatchObject({
      code: 'usage',
    });
  });
});
