import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../../test/support/allclose.ts';
import { type Feed, runGraph } from '../../../../test/support/run-graph.ts';
import type { Graph } from '../../onnx/graph.ts';
import { parseSeed } from '../../random/seed.ts';
import { randomStream } from '../../random/stream.ts';
import { drawAugmentation } from '../augmentation-draws.ts';
import { applyGraph } from './apply.ts';
import { type GeneratorFreezing, trainableInDiscriminator, trainableInGenerator } from './freezing.ts';
import { stepNames } from './names.ts';
import { discriminatorStepGraph, generatorStepGraph, type TrainingConfig } from './training-step.ts';

const config: TrainingConfig = {
  generator: {
    imageSize: 16,
    numChannels: 3,
    nf: 4,
    chMult: [1, 2],
    numResBlocks: 1,
    attnResolutions: [],
    nz: 4,
    zEmbDim: 6,
    nMlp: 1,
  },
  discriminator: { variant: 'small', imageSize: 16, numChannels: 3, ngf: 2, tEmbDim: 8 },
  steps: 4,
  batch: 2,
};

/** Inputs of any step, drawn by their names. */
function feedsFor(graph: Graph): Record<string, Feed> {
  return Object.fromEntries(
    graph.inputs.map(({ name, shape }): [string, Feed] => {
      const numbers = shape.map(Number);
      if (name === 't') return [name, { shape: numbers, data: BigInt64Array.of(0n, 3n) }];
      const size = numbers.reduce((a, b) => a * b, 1);
      const spread = /^[GD]\./.test(name) ? 0.3 : 1;
      const normals = randomStream(parseSeed('4'), name.replace(/[^\w.-]/g, '_')).normals(size);
      const isPositive = /^v\.|^rate$|^epsilon$|^average_share$/.test(name);
      const data = normals.map((value) => (isPositive ? Math.min(1, Math.abs(value)) : value * spread));
      return [name, { shape: numbers, data }];
    }),
  );
}

// The runtime's own optimisation takes longer than these runs.
const run = (graph: Graph) => runGraph(graph, feedsFor(graph), { optimisation: 'disabled' });

describe.each<[string, GeneratorFreezing]>([
  ['the mapping frozen', { frozen: 'mapping' }],
  ['all but styles frozen', { frozen: 'all-but-styles' }],
  ['low resolutions frozen', { frozen: 'low-resolutions', from: 16 }],
])('a generator step with %s', (_, freezing) => {
  it('has the gradients of the whole step for what learns, and fewer nodes', async () => {
    const trainable = trainableInGenerator(config.generator, freezing);
    const whole = generatorStepGraph(config, { withGradients: true });
    const pruned = generatorStepGraph(config, { withGradients: true, trainable });
    const products = ({ nodes }: Graph) => nodes.filter(({ op }) => /Conv|MatMul|Gemm/.test(op)).length;
    expect(products(pruned)).toBeLessThan(0.95 * products(whole));

    const [all, some] = [await run(whole), await run(pruned)];
    expect(
      Object.keys(some)
        .filter((name) => name.startsWith('grad.'))
        .sort(),
    ).toEqual([...trainable].map((name) => stepNames.gradient(`G.${name}`)).sort());
    for (const [name, { data }] of Object.entries(some)) {
      expectAllClose(data, all[name]!.data, { absolute: 1e-5, relative: 1e-4 });
    }
  });
});

describe('discriminatorStepGraph', () => {
  it('ends its backward pass at the last frozen block', async () => {
    const options = { withGradients: true, r1Gamma: 0.5 };
    const trainable = trainableInDiscriminator(config.discriminator, 2);
    const whole = discriminatorStepGraph(config, options);
    const pruned = discriminatorStepGraph(config, { ...options, trainable });
    const [all, some] = [await run(whole), await run(pruned)];
    for (const [name, { data }] of Object.entries(some)) {
      expectAllClose(data, all[name]!.data, { absolute: 1e-5, relative: 1e-4 });
    }
    const withoutR1 = discriminatorStepGraph(config, { trainable });
    const gradientsOf = (block: string) =>
      withoutR1.nodes.filter(({ name }) => name.includes(`real/${block}/`) && name.includes('/gradient/'));
    expect(gradientsOf('conv3').length).toBeGreaterThan(0);
    expect(gradientsOf('conv2')).toEqual([]);
  });

  it('names its inputs and outputs', () => {
    const { inputs, outputs } = discriminatorStepGraph(config, { trainable: new Set(['end_linear.bias']) });
    const names = inputs.map(({ name }) => name).filter((name) => !/^[GD]\./.test(name));
    expect(names).toEqual([
      'x_0',
      't',
      'noise_t',
      'noise_tp1',
      'noise_post',
      'z',
      'rate',
      'epsilon',
      'm.D.end_linear.bias',
      'v.D.end_linear.bias',
    ]);
    expect(outputs.map(({ name }) => name)).toEqual([
      'loss_real',
      'loss_fake',
      'logits_real',
      'logits_fake',
      'next.D.end_linear.bias',
      'next.m.D.end_linear.bias',
      'next.v.D.end_linear.bias',
    ]);
  });

  it('refuses to train what is not there', () => {
    const build = () => discriminatorStepGraph(config, { trainable: new Set(['conv9.weight']) });
    expect(build).toThrow('D has no parameter conv9.weight that could learn.');
    expect(build).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

const inWavelets: TrainingConfig = {
  ...config,
  generator: {
    ...config.generator,
    imageSize: 32,
    wavelet: { levels: 'haar', bandOrder: 'height_first', patchSize: 1 },
  },
  discriminator: { ...config.discriminator, numChannels: 12 },
};

describe.each([
  ['pictures', config],
  ['coefficients', inWavelets],
] as const)('an augmented step on %s', (_, plainConfig) => {
  const augmented = { ...plainConfig, augmented: true };
  const halves: [string, (of: TrainingConfig) => Graph][] = [
    ['D with R1', (of) => discriminatorStepGraph(of, { r1Gamma: 0.5, withGradients: true })],
    ['G', (of) => generatorStepGraph(of, { withGradients: true })],
  ];
  const shape = [config.batch, 7];

  /** The step's outputs where augmentation has this probability. */
  async function runWith(graph: Graph, probability: number) {
    const stream = randomStream(parseSeed('9'), 'augment');
    const { batch, discriminator } = plainConfig;
    const data = drawAugmentation(stream, batch, discriminator.imageSize, probability);
    const draws = { augment_real: { shape, data }, augment_fake: { shape, data } };
    const names = graph.inputs.map(({ name }) => name);
    const chosen = Object.entries(draws).filter(([name]) => names.includes(name));
    const feeds = { ...feedsFor(graph), ...Object.fromEntries(chosen) };
    return runGraph(graph, feeds, { optimisation: 'disabled' });
  }

  it.each(halves)('of %s is the plain step, bit for bit, where nothing happens', async (_, build) => {
    const [plain, same] = [await run(build(plainConfig)), await runWith(build(augmented), 0)];
    expect(Object.keys(same)).toEqual(Object.keys(plain));
    for (const [name, { data }] of Object.entries(plain)) expect(same[name]!.data, name).toEqual(data);
  });

  it.each(halves)('of %s is another one where something happens', async (_, build) => {
    const [none, all] = [await runWith(build(augmented), 0), await runWith(build(augmented), 1)];
    const name = Object.keys(none).find((output) => output.startsWith('grad.'))!;
    expect(all[name]!.data.every(Number.isFinite)).toBe(true);
    expect(all[name]!.data).not.toEqual(none[name]!.data);
  });
});

describe('a step that accumulates', () => {
  it('adds its gradients to the sums, and the apply graph learns from their mean', async () => {
    const trainable = new Set(['end_linear.weight', 'conv4.skip.0.weight']);
    const fused = await run(discriminatorStepGraph(config, { trainable, withGradients: true }));
    const accumulating = discriminatorStepGraph(config, { trainable, accumulates: true });
    const feeds = feedsFor(accumulating);
    const summed = await runGraph(accumulating, feeds, { optimisation: 'disabled' });

    const apply = applyGraph(config, 'D', { trainable });
    const sums: Record<string, Feed> = { sum_share: { shape: [], data: Float32Array.of(0.25) } };
    for (const name of trainable) {
      const sum = stepNames.sum(`D.${name}`);
      const { shape, data } = feeds[sum]!;
      const slope = fused[stepNames.gradient(`D.${name}`)]!.data;
      expectAllClose(
        summed[stepNames.next(sum)]!.data,
        slope.map((value, i) => value + Number(data[i])),
        { absolute: 1e-6 },
      );
      sums[sum] = { shape, data: slope.map((value) => 4 * value) };
    }
    const applied = await runGraph(apply, { ...feedsFor(apply), ...sums }, { optimisation: 'disabled' });
    for (const name of trainable) {
      for (const of of [`D.${name}`, stepNames.m(`D.${name}`), stepNames.v(`D.${name}`)]) {
        expectAllClose(applied[stepNames.next(of)]!.data, fused[stepNames.next(of)]!.data, {
          absolute: 1e-6,
        });
      }
      expect(applied[stepNames.next(stepNames.sum(`D.${name}`))]!.data.every((sum) => sum === 0)).toBe(true);
    }
  });

  it('keeps the average when it learns', () => {
    const { outputs } = applyGraph(config, 'G', {
      trainable: new Set(['all_modules.2.bias']),
      withAverage: true,
    });
    expect(outputs.map(({ name }) => name)).toEqual([
      'next.sum.G.all_modules.2.bias',
      'next.G.all_modules.2.bias',
      'next.m.G.all_modules.2.bias',
      'next.v.G.all_modules.2.bias',
      'next.average.G.all_modules.2.bias',
    ]);
  });
});

describe('generatorStepGraph', () => {
  it('moves the average by a share of the way', async () => {
    const name = 'all_modules.2.weight';
    const graph = generatorStepGraph(config, { trainable: new Set([name]), withAverage: true });
    const feeds = feedsFor(graph);
    const outputs = await runGraph(graph, feeds, { optimisation: 'disabled' });
    const share = Number(feeds.average_share!.data[0]);
    const average = feeds[stepNames.average(`G.${name}`)]!.data as Float32Array;
    const parameter = outputs[stepNames.next(`G.${name}`)]!.data;
    expectAllClose(
      outputs[stepNames.next(stepNames.average(`G.${name}`))]!.data,
      average.map((value, i) => value + share * (parameter[i]! - value)),
      { absolute: 1e-5 },
    );
  });
});
