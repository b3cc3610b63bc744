import { describe, expect, it } from 'vitest';
import { type Checkpoint, metadataOf } from '../checkpoint.ts';
import { errorOf } from '../testing.ts';
import { statedConfig } from './stated-config.ts';

/** A checkpoint without tensors. */
function stating(metadata: Readonly<Record<string, string>>): Checkpoint {
  return {
    format: 'torch',
    metadata: metadataOf(Object.entries(metadata)),
    tensors: new Map(),
    float32: () => new Float32Array(),
    raw: () => new Float32Array(),
  };
}

describe('statedConfig', () => {
  it('reads arguments and metadata, and takes None for nothing', () => {
    expect(
      statedConfig(stating({ 'args.image_size': '64', 'args.num_timesteps': 'null', num_timesteps: '2' })),
    ).toEqual({
      imageSize: 64,
    });
    expect(statedConfig(stating({ config: '{"num_timesteps":2}' }))).toEqual({ numTimesteps: 2 });
    expect(statedConfig(stating({ config: 'not JSON', num_timesteps: '8' }))).toEqual({ numTimesteps: 8 });
  });

  it.each([
    ['args.not_use_tanh', 'true'],
    ['args.progressive', 'output_skip'],
    ['args.use_geometric', 'true'],
    ['args.beta_max', '25.0'],
    ['args.fir_kernel', '[1,2,1]'],
    ['args.image_size', '-3'],
    ['args.num_timesteps', 'four'],
    ['config', '{"embedding_type":"fourier"}'],
    ['config', '{"image_size":"64"}'],
  ])('refuses %s = %s', (key, value) => {
    expect(errorOf(() => statedConfig(stating({ [key]: value }))).code).toBe('architecture');
  });

  it('takes the values of the specification', () => {
    const fixed = {
      'args.not_use_tanh': 'false',
      'args.beta_min': '0.1',
      'args.beta_max': '20',
      'args.fir_kernel': '[1,3,3,1]',
    };
    expect(statedConfig(stating(fixed))).toEqual({});
  });
});
