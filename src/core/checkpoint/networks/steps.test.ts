import { describe, expect, it } from 'vitest';
import type { GeneratorConfig } from '../../../shared/models/architecture.ts';
import { PUBLISHED_CONFIGS } from '../../ddgan/published-configs.ts';
import { decideSteps } from './steps.ts';
import { errorOf } from '../testing.ts';

const cifar10: GeneratorConfig = {
  imageSize: 32,
  numChannels: 3,
  nf: 128,
  chMult: [1, 2, 2, 2],
  numResBlocks: 2,
  attnResolutions: [16],
  nz: 100,
  zEmbDim: 256,
  nMlp: 4,
};
const faces = { ...cifar10, imageSize: 256, nf: 64, chMult: [1, 1, 2, 2, 4, 4], nMlp: 3 };

describe('decideSteps', () => {
  it('takes what the checkpoint states, then what the caller says, then what is published', () => {
    expect(decideSteps(faces, { stated: 2 })).toEqual({ kind: 'known', steps: 2, from: 'checkpoint' });
    expect(decideSteps(faces, { stated: 2, asked: 2 })).toEqual({
      kind: 'known',
      steps: 2,
      from: 'checkpoint',
    });
    expect(decideSteps(faces, { asked: 4 })).toEqual({ kind: 'known', steps: 4, from: 'caller' });
    expect(decideSteps(cifar10)).toEqual({ kind: 'known', steps: 4, from: 'published' });
    expect(decideSteps(cifar10, { asked: 8 })).toEqual({ kind: 'known', steps: 8, from: 'caller' });
  });

  it('leaves open what two published checkpoints share, and what none has', () => {
    expect(decideSteps(faces)).toMatchObject({
      kind: 'undecided',
      message: expect.stringMatching(/--steps 2 for CelebA-HQ, --steps 4 for LSUN Church/) as string,
    });
    expect(decideSteps({ ...cifar10, nz: 99 })).toMatchObject({ kind: 'undecided' });
  });

  it('tells the two wavelet generators of 256 pixels apart by the order of their bands', () => {
    const waves = PUBLISHED_CONFIGS['wavediff-celebahq256'];
    expect(decideSteps(waves)).toMatchObject({ kind: 'undecided' });
    expect(decideSteps(waves, { bandOrder: 'width_first' })).toMatchObject({ steps: 2 });
    expect(decideSteps(waves, { bandOrder: 'height_first' })).toMatchObject({ steps: 4 });
  });

  it('refuses numbers that contradict or cannot be', () => {
    expect(errorOf(() => decideSteps(faces, { stated: 2, asked: 4 }))).toMatchObject({ code: 'usage' });
    for (const steps of [0, -1, 2.5, NaN, 1e9]) {
      expect(errorOf(() => decideSteps(faces, { asked: steps })).code).toBe('usage');
      expect(errorOf(() => decideSteps(faces, { stated: steps })).code).toBe('architecture');
    }
  });
});
