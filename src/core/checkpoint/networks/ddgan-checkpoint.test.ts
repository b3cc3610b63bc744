import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inferDiscriminator, inferGenerator } from './architecture.ts';
import { bytesSource } from '../byte-source.ts';
import { metadataOf } from '../checkpoint.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { findDiscriminator, readDdganCheckpoint } from './ddgan-checkpoint.ts';
import { openCheckpoint } from '../open.ts';
import { errorOf } from '../testing.ts';

const fixtures = new URL('../../../../test/fixtures/', import.meta.url);

function open(path: string): Checkpoint {
  return openCheckpoint(bytesSource(new Uint8Array(readFileSync(new URL(path, fixtures)))));
}

/** A checkpoint of scalars, each holding its place in the list; `G` stands for a whole, if tiny, generator. */
function fake(names: readonly string[], metadata: Readonly<Record<string, string>> = {}): Checkpoint {
  return {
    format: 'torch',
    metadata: metadataOf(Object.entries(metadata)),
    tensors: new Map(names.map((name) => [name, { name, dtype: 'F32', shape: [1] }])),
    float32: (name) => Float32Array.of(names.indexOf(name)),
    raw: (name) => Float32Array.of(names.indexOf(name)),
  };
}

const two = ['all_modules.0.weight', 'all_modules.0.bias'];
const inside = (prefix: string): string[] => two.map((name) => prefix + name);
const values = (checkpoint: Checkpoint, weights?: string): [string, ...number[]] => {
  const found = readDdganCheckpoint(checkpoint, weights);
  return [found.weights, ...two.map((name) => found.generator.float32(name)[0]!)];
};

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

  it('finds averages in the groups, by the order of identities, and beside the generator', () => {
    const raw = inside('netG_dict.module.');
    const groups = ['optimizerG.param_groups.0.ema.1', 'optimizerG.param_groups.0.ema.0'];
    expect(values(fake([...raw, ...groups]))).toEqual(['ema', 3, 2]);
    const state = ['optimizerG.state.7000.ema', 'optimizerG.state.6000.ema'];
    expect(values(fake([...raw, ...state], { 'optimizerG.param_groups.0.params': '[7000,6000]' }))).toEqual([
      'ema',
      2,
      3,
    ]);
    expect(values(fake([...raw, ...state]))).toEqual(['ema', 3, 2]);
    expect(values(fake([...inside('generator.'), ...inside('ema.'), ...inside('other.')]))).toEqual([
      'ema',
      2,
      3,
    ]);
  });

  const parameters = two.map((_, index) => index);
  const flat = (prefix: string) => two.map((name) => prefix + name.replaceAll('.', ''));
  it.each<[string, string[], string[], string?]>([
    ['timm', inside('state_dict.'), inside('state_dict_ema.')],
    ['Lightning', inside('state_dict.generator.'), inside('state_dict.ema_generator.')],
    ['StyleGAN', inside('g.'), inside('g_ema.')],
    ['mmengine', inside('state_dict.'), inside('ema_state_dict.module.'), 'ema_state_dict.steps'],
    ['a compiled network', inside('netG._orig_mod.module.'), inside('netG_ema._orig_mod.')],
    ['AveragedModel', inside('model.'), inside('model_ema.module.module.'), 'model_ema.n_averaged'],
    ['ema-pytorch', inside('model.'), inside('ema.ema_model.'), 'ema.initted'],
    ['buffers without dots', inside('model.'), flat('model_ema.'), 'model_ema.num_updates'],
    ['torch-ema', inside('model.'), parameters.map((i) => `ema.shadow_params.${i}`), 'ema.decay'],
    ['a name of its own', inside('model.'), inside('model_2.')],
    ['flat names', two, inside('ema.')],
    ['the parameters of an optimiser', inside('G.'), parameters.map((i) => `opt.state.${i}.ema`)],
  ])('finds the average of %s', (_, raw, average, beside = 'epoch') => {
    const noise = ['exp_avg', 'exp_avg_sq'].flatMap((moment) =>
      parameters.map((i) => `opt.state.${i}.${moment}`),
    );
    const moments = [...inside('m.G.'), ...inside('v.G.')];
    for (const order of [
      [...raw, ...average],
      [...average, ...raw],
    ]) {
      const names = [...noise, ...moments, ...order, beside];
      const at = (name: string) => names.indexOf(name);
      expect(values(fake(names))).toEqual(['ema', ...average.map(at)]);
      expect(values(fake(names), 'ema')).toEqual(['ema', ...average.map(at)]);
      expect(values(fake(names), 'raw')).toEqual(['raw', ...raw.map(at)]);
      const { reason, otherPlaces, leftovers } = readDdganCheckpoint(fake(names));
      expect(reason).toMatch(/^(?:by-name|second-copy)$/);
      expect(otherPlaces).toHaveLength(1);
      expect([[], [beside]]).toContainEqual(leftovers);
    }
  });

  it('takes the network that ema-pytorch keeps beside its average for the weights themselves', () => {
    const names = [...inside('ema.online_model.'), ...inside('ema.ema_model.')];
    expect(values(fake(names))).toEqual(['ema', 2, 3]);
    expect(values(fake(names), 'raw')).toEqual(['raw', 0, 1]);
  });

  it('asks where more than one may be the average, and takes the one that is named', () => {
    const names = [...inside('model.'), ...inside('ema_0.999.'), ...inside('ema_0.9999.')];
    const error = errorOf(() => readDdganCheckpoint(fake(names)));
    expect(error.code).toBe('weights-unknown');
    expect(error.message).toContain('model, ema_0.999, ema_0.9999');
    expect(errorOf(() => readDdganCheckpoint(fake(names), 'ema')).code).toBe('weights-unknown');
    expect(errorOf(() => readDdganCheckpoint(fake(names), 'ema_0.99')).message).toContain(
      'model, ema_0.999, ema_0.9999',
    );
    expect(values(fake(names), 'ema_0.9999')).toEqual(['ema', 4, 5]);
    expect(values(fake(names), 'raw')).toEqual(['raw', 0, 1]);
  });

  it.each([
    ['a name that says that it is no average', ['non_ema.', 'model.'], 'model'],
    ['a name that only begins like one', ['model.', 'email.', 'ema.'], 'ema'],
    ['an average in an optimiser', ['model.', 'optimizer.ema.', 'optimizer.exp_avg.'], 'optimizer.ema'],
    ['an average called after an optimiser', ['optimizer_ema.', 'model.'], 'optimizer_ema'],
  ])('is not misled by %s', (_, places, average) => {
    const names = places.flatMap(inside);
    expect(readDdganCheckpoint(fake(names))).toMatchObject({ weights: 'ema', place: average });
    expect(readDdganCheckpoint(fake(names), average)).toMatchObject({ weights: 'ema', place: average });
    expect(readDdganCheckpoint(fake(names), 'raw').place).not.toBe(average);
  });

  it('takes a place for what its name says, though it be that of a kind', () => {
    const names = ['model.', 'ema.', 'ema_long.', 'raw.'].flatMap(inside);
    expect(errorOf(() => readDdganCheckpoint(fake(names))).code).toBe('weights-unknown');
    expect(readDdganCheckpoint(fake(names), 'ema')).toMatchObject({ weights: 'ema', place: 'ema' });
    expect(readDdganCheckpoint(fake(names), 'raw')).toMatchObject({ weights: 'raw', place: 'raw' });
  });

  it('takes copies that are the same for one', () => {
    const names = [...inside('model.'), ...inside('ema.'), ...inside('model_ema.')];
    const same = {
      ...fake(names),
      float32: (name: string) => Float32Array.of(name.startsWith('model.') ? 0 : 1),
    };
    expect(readDdganCheckpoint(same)).toMatchObject({ weights: 'ema', place: 'ema' });
  });

  it('ignores what profilers and averagers leave, and names it', () => {
    const left = [
      'total_ops',
      'all_modules.0.total_params',
      'n_averaged',
      'all_modules.0.num_batches_tracked',
    ];
    const { generator, leftovers } = readDdganCheckpoint(fake([...two, ...left]));
    expect([...generator.tensors.keys()]).toEqual(two);
    expect(leftovers).toEqual(left);
  });

  it('refuses more networks than a training run keeps, in no time', () => {
    const many = Array.from({ length: 50_000 }, (_, i) => `${i}.all_modules.0.weight`);
    expect(errorOf(() => readDdganCheckpoint(fake(many))).code).toBe('architecture');
  });

  it('reads the weights themselves where the average is not whole', () => {
    const raw = inside('netG_dict.');
    expect(values(fake([...raw, 'optimizerG.state.0.ema']))).toEqual(['raw', 0, 1]);
    expect(readDdganCheckpoint(fake([...raw, 'optimizerG.state.0.ema'])).incompleteAverages).toEqual([
      'optimizerG.state.*.ema',
    ]);
    expect(values(fake([...raw, 'optimizerG.state.0.ema', 'optimizerG.state.1.step']))).toEqual([
      'raw',
      0,
      1,
    ]);
    const misshapen = fake([...raw, 'optimizerG.state.0.ema', 'optimizerG.state.1.ema']);
    const tensors = new Map(misshapen.tensors).set('optimizerG.state.1.ema', {
      name: '',
      dtype: 'F32',
      shape: [2],
    });
    expect(values({ ...misshapen, tensors })).toEqual(['raw', 0, 1]);
  });

  it('finds a generator at a place of its own', () => {
    expect(values(fake(inside('runs.best.module.module.')))).toEqual(['raw', 0, 1]);
  });

  it.each([
    ['nothing', [], /no tensors: save/],
    [
      'weights of spectral norm',
      ['all_modules.0.weight_orig', 'all_modules.0.weight_u'],
      /remove_spectral_norm/,
    ],
  ])('tells the way on from a file of %s', (_, names, words) => {
    expect(errorOf(() => readDdganCheckpoint(fake(names))).message).toMatch(words);
  });

  it('refuses a file without generator', () => {
    for (const checkpoint of [
      open('reference/schedule.safetensors'),
      fake(['synthesis.b4.const', 'input.all_modules.0.weight']),
    ]) {
      const error = errorOf(() => readDdganCheckpoint(checkpoint));
      expect(error.code).toBe('architecture');
      expect(error.message).toMatch(/no z_transform and all_modules/);
    }
  });
});
