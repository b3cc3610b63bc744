import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { type Feed, runGraph } from '../../../test/support/run-graph.ts';
import type { Graph } from '../onnx/graph.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import {
  type GeneratorFreezing,
  trainableInDiscriminator,
  trainableInGenerator,
} from './training-step-freezing.ts';
import {
  discriminatorStepGraph,
  generatorStepGraph,
  stepNames,
  type TrainingConfig,
} from './training-step.ts';

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
