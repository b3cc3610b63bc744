import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inferDiscriminator, inferGenerator } from './architecture.ts';
import { bytesSource } from '../byte-source.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { findDiscriminator, readDdganCheckpoint } from './ddgan-checkpoint.ts';
import { openCheckpoint } from '../open.ts';
import { errorOf } from '../testing.ts';
import { fakeCheckpoint, generatorAt, GENERATOR_NAMES, weightsTaken } from './testing/fake-checkpoint.ts';

const fixtures = new URL('../../../../test/fixtures/', import.meta.url);

function open(path: string): Checkpoint {
  return openCheckpoint(bytesSource(new Uint8Array(readFileSync(new URL(path, fixtures)))));
}

describe('readDdganCheckpoint', () => {
  it('reads a published state dict', () => {
    const found = readDdganCheckpoint(open('reference/netG_1200.pth'));
    expect(found).toMatchObject({
      weights: 'raw',
      place: '',
      otherPlaces: [],
      stated: {},
      discriminator: undefined,
    });
    expect(inferGenerator(found.generator.tensors)).toMatchObject({
      imageSize: 32,
      nf: 16,
      chMult: [1, 2, 2],
      nMlp: 4,
    });
    expect(found.generator.float32('all_modules.0.weight')[0]).toBe(Math.fround(-0.3813989758491516));
    expect(errorOf(() => found.generator.float32('module.all_modules.0.weight')).code).toBe(
      'checkpoint-corrupt',
    );
  });

  it('reads reference files without their inputs and expected outputs', () => {
    const found = readDdganCheckpoint(open('reference/generator-celebahq-tiny.safetensors'));
    expect(found.stated).toEqual({ imageSize: 64, attnResolutions: [16] });
    expect(inferGenerator(found.generator.tensors, found)).toMatchObject({
      imageSize: 64,
      chMult: [1, 1, 2],
    });
    const discriminator = findDiscriminator(open('reference/discriminator-large.safetensors'));
    expect(inferDiscriminator(discriminator!.tensors, { imageSize: 64 })).toMatchObject({
      variant: 'large',
      ngf: 4,
    });
  });

  it('reads both networks of a training step, as they were before it', () => {
    const checkpoint = open('reference/train-step-r1.safetensors');
    const { generator, discriminator, stated } = readDdganCheckpoint(checkpoint);
    expect(stated).toEqual({ imageSize: 32, attnResolutions: [16], numTimesteps: 4, variant: 'small' });
    expect(inferGenerator(generator.tensors, { stated })).toMatchObject({
      nf: 8,
      chMult: [1, 2],
      numResBlocks: 1,
    });
    expect(inferDiscriminator(discriminator!.tensors, { stated })).toMatchObject({
      variant: 'small',
      ngf: 4,
    });
    expect(generator.float32('all_modules.2.bias')).toEqual(checkpoint.float32('G.all_modules.2.bias'));
  });

  describe('of a training run', () => {
    const checkpoint = open('checkpoints/content.pth');
    const { names } = (
      JSON.parse(readFileSync(new URL('checkpoints/expected.json', fixtures), 'utf8')) as Record<
        string,
        { names: string[] }
      >
    )['content.pth']!;

    it('reads the average by default, parameter by parameter', () => {
      const found = readDdganCheckpoint(checkpoint);
      expect(found).toMatchObject({
        weights: 'ema',
        place: 'optimizerG.state.*.ema',
        otherPlaces: ['netG_dict'],
      });
      expect([...found.generator.tensors.keys()]).toEqual(names);
      names.forEach((name, index) => {
        expect(new Set(found.generator.float32(name)), name).toEqual(new Set([1000 + index]));
      });
    });

    it('reads the weights themselves when asked to', () => {
      const found = readDdganCheckpoint(checkpoint, 'raw');
      expect(found).toMatchObject({
        weights: 'raw',
        place: 'netG_dict',
        otherPlaces: ['optimizerG.state.*.ema'],
      });
      names.forEach((name, index) => {
        expect(new Set(found.generator.float32(name)), name).toEqual(new Set([index]));
      });
    });

    it('reads the discriminator and what the arguments state', () => {
      const { generator, discriminator, stated } = readDdganCheckpoint(checkpoint);
      expect(stated).toEqual({ imageSize: 16, attnResolutions: [16], numTimesteps: 4 });
      expect(inferGenerator(generator.tensors, { stated })).toMatchObject({ nf: 4, chMult: [1], nMlp: 1 });
      expect(inferDiscriminator(discriminator!.tensors, { stated })).toMatchObject({
        variant: 'small',
        ngf: 1,
        tEmbDim: 4,
      });
      expect(discriminator!.float32('end_linear.bias')[0]).toBeGreaterThan(0);
      expect(checkpoint.metadata).toMatchObject({
        epoch: '1200',
        global_step: '468000',
        'schedulerG.T_max': '1800',
      });
    });
  });

  it('ignores what profilers and averagers leave, and names it', () => {
    const left = [
      'total_ops',
      'all_modules.0.total_params',
      'n_averaged',
      'all_modules.0.num_batches_tracked',
    ];
    const { generator, leftovers } = readDdganCheckpoint(fakeCheckpoint([...GENERATOR_NAMES, ...left]));
    expect([...generator.tensors.keys()]).toEqual(GENERATOR_NAMES);
    expect(leftovers).toEqual(left);
  });

  it('refuses more networks than a training run keeps, in no time', () => {
    const many = Array.from({ length: 50_000 }, (_, i) => `${i}.all_modules.0.weight`);
    expect(errorOf(() => readDdganCheckpoint(fakeCheckpoint(many))).code).toBe('architecture');
  });

  it('finds a generator at a place of its own', () => {
    expect(weightsTaken(fakeCheckpoint(generatorAt('runs.best.module.module.')))).toEqual(['raw', 0, 1]);
  });

  it.each([
    ['nothing', fakeCheckpoint([]), /no tensors/],
    ['another family', fakeCheckpoint(['synthesis.b4.const']), /StyleGAN/],
    [
      'our blocks without latent',
      fakeCheckpoint(['all_modules.0.weight', 'all_modules.2.weight']),
      /score-based/,
    ],
    ['weights of spectral norm', fakeCheckpoint(['all_modules.0.weight_orig']), /remove_spectral_norm/],
    ['coefficients', open('reference/schedule.safetensors'), /no z_transform and all_modules/],
  ])('says what a file of %s is', (_, checkpoint, words) => {
    const error = errorOf(() => inferGenerator(readDdganCheckpoint(checkpoint).generator.tensors));
    expect(error.code).toBe('architecture');
    expect(error.message).toMatch(words);
  });
});
