import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { discriminatorReference } from '../../../test/support/reference.ts';
import { type Feeds, runGraph } from '../../../test/support/run-graph.ts';
import type { DiscriminatorConfig } from '../../shared/models/architecture.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { discriminatorGraph, discriminatorParameters } from './discriminator.ts';
import { weightInputs, type Weights } from './parameters.ts';

const SMALL: DiscriminatorConfig = { variant: 'small', imageSize: 32, numChannels: 3, ngf: 2, tEmbDim: 8 };
const LARGE: DiscriminatorConfig = { ...SMALL, variant: 'large', imageSize: 64, ngf: 1 };

const normals = (name: string, ...shape: number[]) => ({
  data: randomStream(parseSeed('8'), name).normals(shape.reduce((a, b) => a * b, 1)),
  shape,
});

function draw({ numChannels, imageSize }: DiscriminatorConfig, batch: number): Feeds {
  return {
    x: normals('x', batch, numChannels, imageSize, imageSize),
    x_t: normals('x_t', batch, numChannels, imageSize, imageSize),
    t: { data: BigInt64Array.from({ length: batch }, (_, i) => BigInt(i % 4)), shape: [batch] },
  };
}

/** Weights that keep the size of what passes through them. */
function randomWeights(g: NetworkBuilder): Weights {
  return ({ name, shape }) => {
    const { data } = normals(name, ...shape);
    const spread = 1 / Math.sqrt(shape.length > 1 ? data.length / shape[0]! : 4);
    return g.initializer(
      name,
      'float32',
      shape,
      data.map((value) => value * spread),
    );
  };
}

async function judge(config: DiscriminatorConfig, feeds: Feeds): Promise<Float32Array> {
  const [batch] = feeds.t!.shape;
  return (await runGraph(discriminatorGraph(config, randomWeights, batch!), feeds)).logits!.data;
}

/** The pictures of a batch in another order. */
function reordered(feeds: Feeds, order: readonly number[]): Feeds {
  return Object.fromEntries(
    Object.entries(feeds).map(
      ([
        name,
        {
          data,
          shape: [batch, ...rest],
        },
      ]) => {
        const size = data.length / batch!;
        const picked = data.slice(0, size * order.length);
        for (const [to, from] of order.entries()) {
          for (let i = 0; i < size; i++) picked[to * size + i] = data[from * size + i]!;
        }
        return [name, { data: picked, shape: [order.length, ...rest] }];
      },
    ),
  );
}

describe.each([
  'reference/discriminator-small',
  'reference/discriminator-large',
  'configurations/discriminator-small-16',
  'configurations/discriminator-large-128',
  'configurations/discriminator-medium-32',
])('the discriminator of %s', (path) => {
  const { config, weights, inputs, expected } = discriminatorReference(path);
  const [batch] = inputs.t!.shape;
  const graph = discriminatorGraph(config, weights, batch!);

  it.each(['all', 'disabled'] as const)('gives the same logits, optimisation: %s', async (optimisation) => {
    const { logits } = await runGraph(graph, inputs, { optimisation });
    expect(logits!.shape).toEqual([batch, 1]);
    expectAllClose(logits!.data, expected('logits'), { absolute: 1e-4, relative: 1e-5 });
  });
});

describe('discriminatorGraph', () => {
  it.each<[Partial<DiscriminatorConfig>, number]>([
    [{ ...SMALL, ngf: 3, tEmbDim: 5 }, 1],
    [{ ...SMALL, imageSize: 8, numChannels: 1 }, 3],
    [{ ...SMALL, imageSize: 64, numChannels: 4 }, 4],
    [{ ...LARGE, numChannels: 1 }, 8],
    [{ ...LARGE, imageSize: 128, tEmbDim: 4 }, 2],
    [{ ...LARGE, imageSize: 256 }, 1],
  ])('builds and runs %j with a batch of %d', async (changes, batch) => {
    const logits = await judge({ ...SMALL, ...changes }, draw({ ...SMALL, ...changes }, batch));
    expect(logits.length).toBe(batch);
    expect(logits.every((logit) => Number.isFinite(logit) && Math.abs(logit) > 1e-6)).toBe(true);
  });

  it('names its inputs as the reference files do', () => {
    const { inputs, outputs } = discriminatorGraph(SMALL, randomWeights, 4);
    expect(inputs.map(({ name, shape }) => [name, shape])).toEqual([
      ['x', [4, 3, 32, 32]],
      ['x_t', [4, 3, 32, 32]],
      ['t', [4]],
    ]);
    expect(outputs.map(({ name, shape }) => [name, shape])).toEqual([['logits', [4, 1]]]);
  });

  it.each([SMALL, LARGE])(
    'declares, for the list of its parameters, what its graph then uses: %j',
    (config) => {
      const used = new Set<string>();
      const recording = (g: NetworkBuilder): Weights => {
        const inputs = weightInputs(g);
        return (parameter) => {
          used.add(parameter.name);
          return inputs(parameter);
        };
      };
      discriminatorGraph(config, recording, 4);
      expect([...used]).toEqual([...discriminatorParameters(config).keys()]);
    },
  );

  it('compares pictures that are batch / 4 apart', async () => {
    const feeds = draw(SMALL, 8);
    const logits = await judge(SMALL, feeds);
    const of = (...order: number[]) => judge(SMALL, reordered(feeds, order));
    // The groups are 0, 2, 4, 6 and 1, 3, 5, 7, whatever their order.
    expectAllClose(
      await of(0, 2, 4, 6),
      [0, 2, 4, 6].map((i) => logits[i]!),
      { absolute: 1e-5 },
    );
    const swapped = [1, 6, 3, 0, 5, 2, 7, 4];
    expectAllClose(
      await of(...swapped),
      swapped.map((i) => logits[i]!),
      { absolute: 1e-5 },
    );
    const regrouped = await of(0, 1, 2, 3);
    for (const i of [0, 1, 2, 3]) expect(Math.abs(regrouped[i]! - logits[i]!)).toBeGreaterThan(1e-5);
  });

  it.each([5, 6, 7, 9, 0, -4])('refuses a batch of %d', (batch) => {
    const build = () => discriminatorGraph(SMALL, randomWeights, batch);
    expect(build).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(build).toThrow(`not ${batch}.`);
  });

  it.each([
    { ...SMALL, imageSize: 4 },
    { ...SMALL, imageSize: 20 },
    { ...LARGE, imageSize: 32 },
  ])('refuses pictures that $variant cannot halve: $imageSize', (config) => {
    const build = () => discriminatorGraph(config, randomWeights, 4);
    expect(build).toThrow(TrilemmaError);
    expect(build).toThrow(`not ${config.imageSize}.`);
  });
});
