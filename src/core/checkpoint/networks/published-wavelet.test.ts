/** The six published checkpoints of the wavelet family, by the names and shapes of their tensors alone. */
import { describe, expect, it } from 'vitest';
import type { GeneratorConfig } from '../../../shared/models/architecture.ts';
import { generatorParameters } from '../../ddgan/generator.ts';
import { PUBLISHED_CONFIGS } from '../../ddgan/published-configs.ts';
import type { TensorInfo } from '../tensor.ts';
import { inferGenerator } from './architecture.ts';
import { decideSteps } from './steps.ts';
import { knownBandOrder } from './wavelet.ts';

/** Parameters and tensors, as the authors' files have them; T and the order of the bands where the shapes tell. */
const PUBLISHED = [
  ['wavediff-cifar10', 33_370_124, 272, 4, 'height_first'],
  ['wavediff-stl10', 55_585_292, 390, 4, 'height_first'],
  ['wavediff-celebahq256', 31_485_452, 474, undefined, undefined],
  ['wavediff-church256', 31_485_452, 474, undefined, undefined],
  ['wavediff-celebahq512', 44_853_004, 558, 2, 'height_first'],
  ['wavediff-celebahq1024', 44_186_416, 528, 2, 'width_first'],
] as const;

function tensorsOf(config: GeneratorConfig): Map<string, TensorInfo> {
  return new Map(
    [...generatorParameters(config).values()].map(({ name, shape }) => [name, { name, dtype: 'F32', shape }]),
  );
}

describe.each(PUBLISHED)('%s', (name, parameters, tensors, steps, order) => {
  const config: GeneratorConfig = PUBLISHED_CONFIGS[name];
  const shapes = tensorsOf(config);
  const found = inferGenerator(shapes);

  it('has as many parameters and tensors', () => {
    const sizes = [...shapes.values()].map(({ shape }) => shape.reduce((a, b) => a * b, 1));
    expect(sizes.reduce((a, b) => a + b)).toBe(parameters);
    expect(shapes.size).toBe(tensors);
  });

  it('is known by its shapes', () => {
    const { imageSize, chMult, wavelet } = config;
    expect(found).toMatchObject({
      imageSize,
      chMult,
      wavelet: { levels: wavelet!.levels, patchSize: wavelet!.patchSize },
    });
    expect(knownBandOrder(found, {})?.order).toBe(order);
    const known = decideSteps(found);
    expect(known.kind === 'known' ? known.steps : undefined).toBe(steps);
  });

  it('takes what the caller says where nothing else does, and no contradiction', () => {
    expect(inferGenerator(shapes, { bandOrder: 'height_first' }).wavelet?.bandOrder).toBe('height_first');
    const stated = { bandOrder: 'width_first' } as const;
    expect(() => inferGenerator(shapes, { bandOrder: 'height_first', stated })).toThrow('--wavelet-order');
  });
});

it('refuses the ablations, which nobody published', () => {
  const both = tensorsOf(PUBLISHED_CONFIGS['wavediff-stl10']).set('all_modules.6.Conv2d_0.weight', {
    ...{ name: 'all_modules.6.Conv2d_0.weight', dtype: 'F32' },
    shape: [128, 12, 3, 3],
  });
  expect(() => inferGenerator(both)).toThrow('no_use_residual');
});
