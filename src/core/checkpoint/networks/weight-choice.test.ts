import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing.ts';
import { readDdganCheckpoint } from './ddgan-checkpoint.ts';
import { fakeCheckpoint, generatorAt, GENERATOR_NAMES, weightsTaken } from './testing/fake-checkpoint.ts';

describe('the choice of weights', () => {
  it('finds averages in the groups, by the order of identities, and beside the generator', () => {
    const raw = generatorAt('netG_dict.module.');
    const groups = ['optimizerG.param_groups.0.ema.1', 'optimizerG.param_groups.0.ema.0'];
    expect(weightsTaken(fakeCheckpoint([...raw, ...groups]))).toEqual(['ema', 3, 2]);
    const state = ['optimizerG.state.7000.ema', 'optimizerG.state.6000.ema'];
    expect(
      weightsTaken(fakeCheckpoint([...raw, ...state], { 'optimizerG.param_groups.0.params': '[7000,6000]' })),
    ).toEqual(['ema', 2, 3]);
    expect(weightsTaken(fakeCheckpoint([...raw, ...state]))).toEqual(['ema', 3, 2]);
    expect(
      weightsTaken(
        fakeCheckpoint([...generatorAt('generator.'), ...generatorAt('ema.'), ...generatorAt('other.')]),
      ),
    ).toEqual(['ema', 2, 3]);
  });

  const parameters = GENERATOR_NAMES.map((_, index) => index);
  const flat = (prefix: string) => GENERATOR_NAMES.map((name) => prefix + name.replaceAll('.', ''));
  it.each<[string, string[], string[], string?]>([
    ['timm', generatorAt('state_dict.'), generatorAt('state_dict_ema.')],
    ['Lightning', generatorAt('state_dict.generator.'), generatorAt('state_dict.ema_generator.')],
    ['StyleGAN', generatorAt('g.'), generatorAt('g_ema.')],
    ['mmengine', generatorAt('state_dict.'), generatorAt('ema_state_dict.module.'), 'ema_state_dict.steps'],
    ['a compiled network', generatorAt('netG._orig_mod.module.'), generatorAt('netG_ema._orig_mod.')],
    ['AveragedModel', generatorAt('model.'), generatorAt('model_ema.module.module.'), 'model_ema.n_averaged'],
    ['ema-pytorch', generatorAt('model.'), generatorAt('ema.ema_model.'), 'ema.initted'],
    ['buffers without dots', generatorAt('model.'), flat('model_ema.'), 'model_ema.num_updates'],
    ['torch-ema', generatorAt('model.'), parameters.map((i) => `ema.shadow_params.${i}`), 'ema.decay'],
    ['a name of its own', generatorAt('model.'), generatorAt('model_2.')],
    [
      'pairs of name and tensor',
      generatorAt('model.'),
      parameters.map((i) => `ema.${i + 1}.1`),
      'ema.0.1.steps',
    ],
    ['flat names', GENERATOR_NAMES, generatorAt('ema.')],
    ['the parameters of an optimiser', generatorAt('G.'), parameters.map((i) => `opt.state.${i}.ema`)],
  ])('finds the average of %s', (_, raw, average, beside = 'epoch') => {
    const noise = ['exp_avg', 'exp_avg_sq'].flatMap((moment) =>
      parameters.map((i) => `opt.state.${i}.${moment}`),
    );
    const moments = [...generatorAt('m.G.'), ...generatorAt('v.G.')];
    for (const order of [
      [...raw, ...average],
      [...average, ...raw],
    ]) {
      const names = [...noise, ...moments, ...order, beside];
      const at = (name: string) => names.indexOf(name);
      expect(weightsTaken(fakeCheckpoint(names))).toEqual(['ema', ...average.map(at)]);
      expect(weightsTaken(fakeCheckpoint(names), 'ema')).toEqual(['ema', ...average.map(at)]);
      expect(weightsTaken(fakeCheckpoint(names), 'raw')).toEqual(['raw', ...raw.map(at)]);
      const { reason, otherPlaces, leftovers } = readDdganCheckpoint(fakeCheckpoint(names));
      expect(reason).toMatch(/^(?:by-name|second-copy)$/);
      expect(otherPlaces).toHaveLength(1);
      expect([[], [beside]]).toContainEqual(leftovers);
    }
  });

  it('takes the network that ema-pytorch keeps beside its average for the weights themselves', () => {
    const names = [...generatorAt('ema.online_model.'), ...generatorAt('ema.ema_model.')];
    expect(weightsTaken(fakeCheckpoint(names))).toEqual(['ema', 2, 3]);
    expect(weightsTaken(fakeCheckpoint(names), 'raw')).toEqual(['raw', 0, 1]);
  });

  it('asks where more than one may be the average, and takes the one that is named', () => {
    const names = [...generatorAt('model.'), ...generatorAt('ema_0.999.'), ...generatorAt('ema_0.9999.')];
    const error = errorOf(() => readDdganCheckpoint(fakeCheckpoint(names)));
    expect(error.code).toBe('weights-unknown');
    expect(error.message).toContain('model, ema_0.999, ema_0.9999');
    expect(errorOf(() => readDdganCheckpoint(fakeCheckpoint(names), 'ema')).code).toBe('weights-unknown');
    expect(errorOf(() => readDdganCheckpoint(fakeCheckpoint(names), 'ema_0.99')).message).toContain(
      'model, ema_0.999, ema_0.9999',
    );
    expect(weightsTaken(fakeCheckpoint(names), 'ema_0.9999')).toEqual(['ema', 4, 5]);
    expect(weightsTaken(fakeCheckpoint(names), 'raw')).toEqual(['raw', 0, 1]);
  });

  it.each([
    ['a name that says that it is no average', ['non_ema.', 'model.'], 'model'],
    ['a name that only begins like one', ['model.', 'email.', 'ema.'], 'ema'],
    ['an average in an optimiser', ['model.', 'optimizer.ema.', 'optimizer.exp_avg.'], 'optimizer.ema'],
    ['an average called after an optimiser', ['optimizer_ema.', 'model.'], 'optimizer_ema'],
  ])('is not misled by %s', (_, places, average) => {
    const names = places.flatMap(generatorAt);
    expect(readDdganCheckpoint(fakeCheckpoint(names))).toMatchObject({ weights: 'ema', place: average });
    expect(readDdganCheckpoint(fakeCheckpoint(names), average)).toMatchObject({
      weights: 'ema',
      place: average,
    });
    expect(readDdganCheckpoint(fakeCheckpoint(names), 'raw').place).not.toBe(average);
  });

  it('takes a place for what its name says, though it be that of a kind', () => {
    const names = ['model.', 'ema.', 'ema_long.', 'raw.'].flatMap(generatorAt);
    expect(errorOf(() => readDdganCheckpoint(fakeCheckpoint(names))).code).toBe('weights-unknown');
    expect(readDdganCheckpoint(fakeCheckpoint(names), 'ema')).toMatchObject({ weights: 'ema', place: 'ema' });
    expect(readDdganCheckpoint(fakeCheckpoint(names), 'raw')).toMatchObject({ weights: 'raw', place: 'raw' });
  });

  it('takes copies that are the same for one', () => {
    const names = [...generatorAt('model.'), ...generatorAt('ema.'), ...generatorAt('model_ema.')];
    const same = {
      ...fakeCheckpoint(names),
      float32: (name: string) => Float32Array.of(name.startsWith('model.') ? 0 : 1),
    };
    expect(readDdganCheckpoint(same)).toMatchObject({ weights: 'ema', place: 'ema' });
  });

  it('reads the weights themselves where the average is not whole', () => {
    const raw = generatorAt('netG_dict.');
    expect(weightsTaken(fakeCheckpoint([...raw, 'optimizerG.state.0.ema']))).toEqual(['raw', 0, 1]);
    expect(
      readDdganCheckpoint(fakeCheckpoint([...raw, 'optimizerG.state.0.ema'])).incompleteAverages,
    ).toEqual(['optimizerG.state.*.ema']);
    expect(
      weightsTaken(fakeCheckpoint([...raw, 'optimizerG.state.0.ema', 'optimizerG.state.1.step'])),
    ).toEqual(['raw', 0, 1]);
    const misshapen = fakeCheckpoint([...raw, 'optimizerG.state.0.ema', 'optimizerG.state.1.ema']);
    const tensors = new Map(misshapen.tensors).set('optimizerG.state.1.ema', {
      name: '',
      dtype: 'F32',
      shape: [2],
    });
    expect(weightsTaken({ ...misshapen, tensors })).toEqual(['raw', 0, 1]);
  });

  it('names a whole set in an optimiser, and takes it where it is asked for', () => {
    const slow = generatorAt('optimizer.slow.');
    const state = GENERATOR_NAMES.map((_, i) => `optimizer.state.${i}.slow_buffer`);
    const moments = GENERATOR_NAMES.map((_, i) => `optimizer.state.${i}.exp_avg`);
    const names = [...slow, ...state, ...moments, ...generatorAt('model.')];
    const file = fakeCheckpoint(names);
    expect(readDdganCheckpoint(file)).toMatchObject({
      place: 'model',
      otherPlaces: [],
      doubtfulPlaces: ['optimizer.slow', 'optimizer.state.*.slow_buffer'],
    });
    expect(weightsTaken(file, 'optimizer.slow')).toEqual(['raw', 0, 1]);
    expect(weightsTaken(file, 'optimizer.state.*.slow_buffer')).toEqual(['raw', 2, 3]);
    expect(errorOf(() => readDdganCheckpoint(file, 'slow')).message).toContain('optimizer.slow');
    expect(errorOf(() => readDdganCheckpoint(fakeCheckpoint(slow))).code).toBe('architecture');
  });
});
