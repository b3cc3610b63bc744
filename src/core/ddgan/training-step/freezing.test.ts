import { describe, expect, it } from 'vitest';
import type { DiscriminatorConfig, GeneratorConfig } from '../../../shared/models/architecture.ts';
import { discriminatorParameters } from '../discriminator.ts';
import { generatorParameters } from '../generator.ts';
import { trainableInDiscriminator, trainableInGenerator } from './freezing.ts';

const G: GeneratorConfig = {
  imageSize: 32,
  numChannels: 3,
  nf: 4,
  chMult: [1, 2, 2],
  numResBlocks: 1,
  attnResolutions: [16],
  nz: 4,
  zEmbDim: 8,
  nMlp: 1,
};
const D: DiscriminatorConfig = { variant: 'small', imageSize: 32, numChannels: 3, ngf: 2, tEmbDim: 8 };
const allOfG = [...generatorParameters(G).keys()];
const allOfD = [...discriminatorParameters(D).keys()];

/** The numbers of the modules that learn. */
function modules(from: number): number[] {
  const names = trainableInGenerator(G, { frozen: 'low-resolutions', from });
  return [...new Set([...names].map((name) => Number(name.split('.')[1])))];
}

describe('trainableInGenerator', () => {
  it('has everything where nothing is frozen', () => {
    expect([...trainableInGenerator(G, { frozen: 'nothing' })]).toEqual(allOfG);
  });

  it('divides the parameters into mapping and rest', () => {
    const rest = trainableInGenerator(G, { frozen: 'mapping' });
    expect(allOfG.filter((name) => !rest.has(name))).toEqual([
      'z_transform.1.weight',
      'z_transform.1.bias',
      'z_transform.3.weight',
      'z_transform.3.bias',
    ]);
  });

  it('leaves the mapping and two styles of every residual block', () => {
    const names = [...trainableInGenerator(G, { frozen: 'all-but-styles' })];
    const blocks = allOfG.filter((name) => name.endsWith('.Conv_0.weight')).length;
    expect(names.filter((name) => name.endsWith('.style.weight')).length).toBe(2 * blocks);
    expect(names.every((name) => /^z_transform\.|\.style\.(?:weight|bias)$/.test(name))).toBe(true);
  });

  it('knows the side of every module', () => {
    // 2 conv, 3 block, 4 down, 5 pyramid | 6 block, 7 attention, 8 down, 9 pyramid | 10 block, 11-13 middle |
    // 14-15 blocks, 16 up | 17-18 blocks, 19 attention, 20 up | 21-22 blocks, 23 norm, 24 conv.
    expect(modules(32)).toEqual([2, 3, 20, 21, 22, 23, 24]);
    expect(modules(16)).toEqual([2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
    expect(modules(1)).toEqual(Array.from({ length: 23 }, (_, i) => 2 + i));
  });
});

describe('trainableInDiscriminator', () => {
  it('freezes from the pictures on', () => {
    expect([...trainableInDiscriminator(D, 0)]).toEqual(allOfD);
    const names = trainableInDiscriminator(D, 2);
    expect(new Set([...names].map((name) => name.split('.')[0]))).toEqual(
      new Set(['conv3', 'conv4', 'final_conv', 'end_linear']),
    );
  });
});
