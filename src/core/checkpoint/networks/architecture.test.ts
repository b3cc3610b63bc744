import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiscriminatorConfig, GeneratorConfig } from '../../../shared/models/architecture.ts';
import { inferDiscriminator, inferGenerator } from './architecture.ts';
import { bytesSource } from '../byte-source.ts';
import { discriminatorParameters } from '../../ddgan/discriminator.ts';
import { generatorParameters } from '../../ddgan/generator.ts';
import type { Parameters } from '../../ddgan/parameters.ts';
import { openCheckpoint } from '../open.ts';
import type { DType, TensorInfo } from '../tensor.ts';
import { errorOf } from '../testing.ts';

function tensorsOf(parameters: Parameters, dtype: DType = 'F32'): Map<string, TensorInfo> {
  return new Map([...parameters].map(([name, { shape }]) => [name, { name, dtype, shape }]));
}

const tiny: GeneratorConfig = {
  imageSize: 32,
  numChannels: 3,
  nf: 16,
  chMult: [1, 2, 2],
  numResBlocks: 2,
  attnResolutions: [16],
  nz: 16,
  zEmbDim: 32,
  nMlp: 4,
};

/** Any configuration whose one attended level (or whose size) is stated. */
const configs = fc
  .record({
    log2Size: fc.integer({ min: 4, max: 9 }),
    numChannels: fc.constantFrom(1, 3),
    nf: fc.constantFrom(4, 8, 12, 16, 32),
    chMult: fc.array(fc.constantFrom(1, 2, 4), { minLength: 1, maxLength: 5 }),
    numResBlocks: fc.integer({ min: 1, max: 3 }),
    attended: fc.uniqueArray(fc.nat(4)),
    nz: fc.integer({ min: 1, max: 100 }),
    zEmbDim: fc.integer({ min: 1, max: 64 }),
    nMlp: fc.nat(4),
  })
  .map(({ log2Size, attended, ...rest }): GeneratorConfig => {
    const levels = attended.filter((level) => level < rest.chMult.length).sort((a, b) => a - b);
    return {
      ...rest,
      imageSize: 2 ** log2Size,
      attnResolutions: levels.map((level) => 2 ** (log2Size - level)),
    };
  });

describe('generatorParameters', () => {
  it.each([
    ['generator-cifar10-tiny', tiny],
    ['generator-celebahq-tiny', { ...tiny, imageSize: 64, chMult: [1, 1, 2], nMlp: 3 }],
  ])('has names, shapes and order of %s', (file, config) => {
    const published = openCheckpoint(
      bytesSource(
        readFileSync(new URL(`../../../../test/fixtures/reference/${file}.safetensors`, import.meta.url)),
      ),
    );
    const shapes = [...published.tensors.values()]
      .filter(({ name }) => name.startsWith('module.'))
      .map(({ name, shape }) => [name.slice('module.'.length), shape]);
    expect([...generatorParameters(config).values()].map(({ name, shape }) => [name, shape])).toEqual(shapes);
  });

  it.each([
    ['CIFAR-10', { ...tiny, nf: 128, chMult: [1, 2, 2, 2], nz: 100, zEmbDim: 256 }, 48.43],
    [
      'CelebA-HQ',
      { ...tiny, imageSize: 256, nf: 64, chMult: [1, 1, 2, 2, 4, 4], nz: 100, zEmbDim: 256, nMlp: 3 },
      39.73,
    ],
  ])('counts the published parameters of %s', (_, config, millions) => {
    const counts = [...generatorParameters(config).values()].map(({ shape }) =>
      shape.reduce((a, b) => a * b, 1),
    );
    expect(counts.reduce((a, b) => a + b) / 1e6).toBeCloseTo(millions, 2);
  });
});

describe('inferGenerator', () => {
  it('finds any configuration again, its size given', () => {
    fc.assert(
      fc.property(configs, (config) => {
        const { imageSize, attnResolutions } = config;
        const found = inferGenerator(tensorsOf(generatorParameters(config)), {
          stated: { imageSize, attnResolutions },
        });
        expect(found).toEqual(config);
      }),
    );
  });

  it('finds the size by the level that carries attention', () => {
    fc.assert(
      fc.property(configs, fc.nat(5), (config, level) => {
        fc.pre(level < config.chMult.length);
        const sized = { ...config, imageSize: 16 * 2 ** level, attnResolutions: [16] };
        expect(inferGenerator(tensorsOf(generatorParameters(sized)))).toEqual(sized);
      }),
    );
  });

  it('takes half precision', () => {
    expect(inferGenerator(tensorsOf(generatorParameters(tiny), 'F16'))).toEqual(tiny);
  });

  it('needs the size where only the middle carries attention', () => {
    const config = { ...tiny, imageSize: 64, chMult: [1, 2] };
    const tensors = tensorsOf(generatorParameters(config));
    expect(errorOf(() => inferGenerator(tensors)).message).toMatch(/--size/);
    expect(inferGenerator(tensors, { imageSize: 64 })).toEqual(config);
    expect(inferGenerator(tensors, { stated: { imageSize: 64 } })).toEqual(config);
    expect(inferGenerator(tensors, { imageSize: 32 })).toEqual({
      ...config,
      imageSize: 32,
      attnResolutions: [],
    });
  });

  it('needs the size where several levels carry attention', () => {
    const config = { ...tiny, attnResolutions: [16, 8] };
    const tensors = tensorsOf(generatorParameters(config));
    expect(errorOf(() => inferGenerator(tensors)).message).toMatch(/--size/);
    expect(inferGenerator(tensors, { imageSize: 32 })).toEqual(config);
  });

  it('places attention by what the checkpoint states', () => {
    const config = { ...tiny, attnResolutions: [8] };
    const tensors = tensorsOf(generatorParameters(config));
    expect(inferGenerator(tensors, { stated: { attnResolutions: [8] } })).toEqual(config);
    expect(inferGenerator(tensors)).toEqual({ ...tiny, imageSize: 64, attnResolutions: [16] });
  });

  it.each([
    [
      'the caller against the checkpoint',
      { imageSize: 64, stated: { imageSize: 32 } },
      /--size 64 does not fit/,
    ],
    [
      'the stated places against the shapes',
      { stated: { imageSize: 32, attnResolutions: [8] } },
      /attention at 16 pixels/,
    ],
    [
      'the stated size against the shapes',
      { stated: { imageSize: 64, attnResolutions: [16] } },
      /attention at 32 pixels/,
    ],
    ['no power of two', { imageSize: 48 }, /48 pixels are not supported/],
    ['too small', { imageSize: 8 }, /8 pixels are not supported/],
    ['too large', { imageSize: 2048 }, /2048 pixels are not supported/],
  ])('refuses sizes that contradict: %s', (_, hints, message) => {
    const error = errorOf(() => inferGenerator(tensorsOf(generatorParameters(tiny)), hints));
    expect(error.code).toBe('architecture');
    expect(error.message).toMatch(message);
  });

  type Change = (tensors: Map<string, TensorInfo>) => unknown;
  const set =
    (name: string, shape: readonly number[], dtype: DType = 'F32'): Change =>
    (tensors) =>
      tensors.set(name, { name, dtype, shape });
  it.each<readonly [string, Change, RegExp]>([
    ['no mapping', (tensors) => tensors.delete('z_transform.1.weight'), /no z_transform.1.weight/],
    ['no list', (tensors) => tensors.delete('all_modules.0.weight'), /no all_modules.0.weight/],
    ['no input convolution', (tensors) => tensors.delete('all_modules.2.weight'), /no all_modules.2.weight/],
    [
      'a missing tensor',
      (tensors) => tensors.delete('all_modules.4.Conv_1.bias'),
      /: all_modules.4.Conv_1.bias is missing\.$/,
    ],
    [
      'a tensor too many',
      set('logvar', [1]),
      /beside it logvar, which .* delete that tensor from the state dict/,
    ],
    [
      'a wrong shape',
      set('all_modules.4.Conv_1.bias', [7]),
      /all_modules.4.Conv_1.bias is \[7\] instead of \[16\]/,
    ],
    ['integers', set('all_modules.4.Conv_1.bias', [16], 'I64'), /holds I64/],
    ['first channels not divisible', set('all_modules.0.weight', [40, 10]), /10 channels/],
    [
      'a first level of no multiple',
      set('all_modules.3.Conv_0.weight', [20, 16, 3, 3]),
      /20 channels, no multiple/,
    ],
    ['a first tensor of no matrix', set('all_modules.0.weight', [64]), /all_modules.0.weight is \[64\]/],
    ['an empty tensor', set('all_modules.0.weight', [64, 0]), /\[64, 0\]/],
    ['a block missing', (tensors) => tensors.delete('all_modules.4.Conv_0.weight'), /20 residual blocks/],
    [
      'a hundred levels',
      (tensors) => {
        for (let i = 0; i < 100; i++) set(`all_modules.${1000 + i}.Conv2d_0.weight`, [1])(tensors);
      },
      /levels, more than/,
    ],
    [
      'all the wrong shapes',
      (tensors) => {
        for (const name of tensors.keys()) if (name.endsWith('.bias')) set(name, [1])(tensors);
      },
      /; and \d+ more\.$/,
    ],
  ])('refuses %s', (_, change, message) => {
    const tensors = tensorsOf(generatorParameters(tiny));
    change(tensors);
    const error = errorOf(() => inferGenerator(tensors));
    expect(error.code).toBe('architecture');
    expect(error.message).toMatch(message);
  });

  it('refuses channels that the groups do not divide', () => {
    const [nf, indivisible] = [128, 132];
    const widened = (size: number) => (size % nf === 0 ? (size / nf) * indivisible : size);
    const tensors = new Map(
      [...tensorsOf(generatorParameters({ ...tiny, nf }))].map(([name, tensor]) => [
        name,
        { ...tensor, shape: tensor.shape.map(widened) },
      ]),
    );
    const { code, message } = errorOf(() => inferGenerator(tensors));
    expect(code).toBe('architecture');
    expect(message).toMatch(/can be used here: normalisation over 132 channels has 32 groups/);
  });
});

describe('inferDiscriminator', () => {
  const small: DiscriminatorConfig = { variant: 'small', imageSize: 32, numChannels: 3, ngf: 4, tEmbDim: 32 };
  const large: DiscriminatorConfig = { ...small, variant: 'large', imageSize: 64 };

  it.each([small, large])('finds the $variant one of the reference', (config) => {
    const published = openCheckpoint(
      bytesSource(
        readFileSync(
          new URL(
            `../../../../test/fixtures/reference/discriminator-${config.variant}.safetensors`,
            import.meta.url,
          ),
        ),
      ),
    );
    const shapes = [...published.tensors.values()]
      .filter(({ name }) => name.startsWith('module.'))
      .map(({ name, shape }) => [name.slice('module.'.length), shape]);
    const expected = discriminatorParameters(config);
    expect([...expected.values()].map(({ name, shape }) => [name, shape]).sort()).toEqual(shapes.sort());
    expect(inferDiscriminator(tensorsOf(expected), { stated: { imageSize: config.imageSize } })).toEqual(
      config,
    );
  });

  it('takes 32 pixels for the small one, and asks for the size of the large one', () => {
    expect(inferDiscriminator(tensorsOf(discriminatorParameters(small)))).toEqual(small);
    const tensors = tensorsOf(discriminatorParameters(large));
    expect(errorOf(() => inferDiscriminator(tensors)).message).toMatch(/--size/);
    expect(inferDiscriminator(tensors, { imageSize: 256 })).toEqual({ ...large, imageSize: 256 });
  });

  it('believes a checkpoint that says it is the medium one, whose shapes are those of the small one', () => {
    const medium = { ...small, variant: 'medium', imageSize: 64 } as const;
    const tensors = tensorsOf(discriminatorParameters(medium));
    expect(inferDiscriminator(tensors, { stated: { variant: 'medium', imageSize: 64 } })).toEqual(medium);
    const wrong = tensorsOf(discriminatorParameters(large));
    expect(inferDiscriminator(wrong, { stated: { variant: 'medium', imageSize: 64 } })).toEqual(large);
  });

  it('refuses what is none', () => {
    const tensors = tensorsOf(discriminatorParameters(small));
    expect(errorOf(() => inferDiscriminator(tensorsOf(generatorParameters(tiny)))).message).toMatch(
      /no t_embed/,
    );
    tensors.delete('end_linear.bias');
    expect(errorOf(() => inferDiscriminator(tensors)).message).toMatch(/end_linear.bias is missing/);
  });
});
