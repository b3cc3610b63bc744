import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAllClose, expectSameBits } from '../../../test/support/allclose.ts';
import { generatorReference } from '../../../test/support/reference.ts';
import { type Feeds, LoadedGraph, runGraph } from '../../../test/support/run-graph.ts';
import { type GeneratorConfig, sampleShape } from '../../shared/models/architecture.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { generatorGraph, generatorParameters, mappingGraph, samplingGraph } from './generator.ts';
import { weightInputs, type Weights } from './parameters.ts';

const TOLERANCE = { absolute: 1e-4 };
const OFFICIAL = ['reference/generator-cifar10-tiny', 'reference/generator-celebahq-tiny'];
const WAVELET = ['normal-32', 'patches-32', 'wavelet-64'].map(
  (name) => `reference/wavediff/wavediff-generator-${name}`,
);
const UNUSUAL = ['one-level', 'five-levels', 'width-12', 'width-20', 'large-means'].map(
  (name) => `configurations/generator-${name}`,
);

/** Inputs of a batch of different pictures, at different steps. */
function draw(config: GeneratorConfig, batch: number): Feeds {
  const stream = randomStream(parseSeed('5'), 'generator-test');
  const normals = (name: string, ...shape: number[]) => ({
    data: stream.split(name).normals(shape.reduce((a, b) => a * b, 1)),
    shape,
  });
  return {
    x_t: normals('x_t', batch, ...sampleShape(config)),
    t: { data: BigInt64Array.from({ length: batch }, (_, i) => BigInt((3 * i + 1) % 4)), shape: [batch] },
    z: normals('z', batch, config.nz),
  };
}

/** Pictures `start` to `end` of a batch. */
function pictures(feeds: Feeds, start: number, end: number): Feeds {
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
        return [name, { data: data.slice(start * size, end * size), shape: [end - start, ...rest] }];
      },
    ),
  );
}

/** Weights of one value for each number of dimensions. */
function uniformWeights(valueOf: (dimensions: number) => number) {
  return (g: NetworkBuilder): Weights =>
    ({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return g.initializer(name, 'float32', shape, new Float32Array(size).fill(valueOf(shape.length)));
    };
}

/** Weights that keep the size of what passes through them. */
function randomWeights() {
  const stream = randomStream(parseSeed('6'), 'weights');
  return (g: NetworkBuilder): Weights =>
    ({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const spread = 1 / Math.sqrt(shape.length > 1 ? size / shape[0]! : 4);
      const data = stream
        .split(name)
        .normals(size)
        .map((value) => value * spread);
      return g.initializer(name, 'float32', shape, data);
    };
}

describe.each([...OFFICIAL, ...WAVELET, ...UNUSUAL])('the generator of %s', (path) => {
  const { config, weights, inputs, expected } = generatorReference(path);
  const { zEmbDim } = config;
  const graph = generatorGraph(config, weights);
  // The runtime takes longer to load a graph than to run it.
  let plain: LoadedGraph;
  let ofW: LoadedGraph;
  beforeAll(async () => {
    plain = await LoadedGraph.load(graph, { threads: 2 });
    ofW = await LoadedGraph.load(generatorGraph(config, weights, 'w'));
  });
  afterAll(async () => {
    await plain[Symbol.asyncDispose]();
    await ofW[Symbol.asyncDispose]();
  });

  it('predicts the same x_0 and w', async () => {
    const { x_0, w_out } = await plain.run(inputs);
    const [batch] = inputs.z!.shape;
    expect(x_0!.shape).toEqual([batch, ...sampleShape(config)]);
    expectAllClose(x_0!.data, expected('x0'), TOLERANCE);
    expect(w_out!.shape).toEqual([batch, zEmbDim]);
    expectAllClose(w_out!.data, expected('w'), TOLERANCE);
  });

  // Runtimes divide work among threads by its size, so that a sum may be cut at other places in a batch. A picture
  // must not show it: its recipe says nothing of the batch that it was made in.
  async function expectSameInAnyBatch(loaded: LoadedGraph): Promise<void> {
    const LARGEST = 8;
    const all = draw(config, LARGEST);
    const alone: Float32Array[] = [];
    for (let i = 0; i < LARGEST; i++) alone.push((await loaded.run(pictures(all, i, i + 1))).x_0!.data);
    for (const batch of [1, 2, 3, 5, LARGEST]) {
      // From the end: the first picture of a batch is the one that is least likely to differ.
      const { data } = (await loaded.run(pictures(all, LARGEST - batch, LARGEST))).x_0!;
      const size = data.length / batch;
      for (let i = 0; i < batch; i++) {
        expectSameBits(data.subarray(i * size, (i + 1) * size), alone[LARGEST - batch + i]!);
      }
    }
  }

  it('makes the same pictures, to the bit, in a batch and alone, with 2 threads', async () => {
    await expectSameInAnyBatch(plain);
  });

  it('makes the same pictures, to the bit, in a batch and alone, with 4 threads', async () => {
    await using loaded = await LoadedGraph.load(graph, { threads: 4 });
    await expectSameInAnyBatch(loaded);
  });

  it('makes the same picture, to the bit, from the w that its mapping makes of z', async () => {
    const { x_t, t, z } = inputs;
    const { x_0, w_out } = await plain.run(inputs);
    const { w } = await runGraph(mappingGraph(config, weights), { z: z! });
    expectSameBits(w!.data, w_out!.data);
    const fromW = await ofW.run({ x_t: x_t!, t: t!, w: w! });
    expectSameBits(fromW.x_0!.data, x_0!.data);
    expect(fromW).not.toHaveProperty('w_out');
  });

  describe('as a sampling graph, in which w can be changed', () => {
    let changeable: LoadedGraph;
    beforeAll(async () => (changeable = await LoadedGraph.load(samplingGraph(config, weights))));
    afterAll(() => changeable[Symbol.asyncDispose]());

    const changed = (feeds: Feeds, scale: number, offset: (k: number) => number): Feeds => {
      const batch = feeds.z!.shape[0]!;
      return {
        ...feeds,
        w_scale: { data: new Float32Array(batch).fill(scale), shape: [batch, 1] },
        w_offset: {
          data: Float32Array.from({ length: batch * zEmbDim }, (_, k) => offset(k)),
          shape: [batch, zEmbDim],
        },
      };
    };

    it('makes the same pictures, to the bit, where w is left alone, in any batch', async () => {
      for (const batch of [1, 2, 5]) {
        const feeds = draw(config, batch);
        const { x_0 } = await plain.run(feeds);
        const again = await changeable.run(changed(feeds, 1, () => 0));
        expect(Object.keys(again)).toEqual(['x_0']);
        expectSameBits(again.x_0!.data, x_0!.data);
      }
    });

    it('gives the network the changed w', async () => {
      const feeds = draw(config, 2);
      const { w_out } = await plain.run(feeds);
      const [scale, offset] = [0.75, (k: number) => Math.fround(Math.sin(k))];
      const w = {
        data: w_out!.data.map((x, k) => Math.fround(scale * x) + offset(k)),
        shape: w_out!.shape,
      };
      const { x_t, t } = feeds;
      const expectedPictures = (await ofW.run({ x_t: x_t!, t: t!, w })).x_0!.data;
      const { x_0 } = await changeable.run(changed(feeds, scale, offset));
      expectAllClose(x_0!.data, expectedPictures, { absolute: 1e-5 });
    });
  });
});

describe.each(OFFICIAL)('the generator of %s', (path) => {
  it('predicts the same x_0 as its nodes stand, without the fusions of the runtime', async () => {
    const { config, weights, inputs, expected } = generatorReference(path);
    const { x_0 } = await runGraph(generatorGraph(config, weights), inputs, { optimisation: 'disabled' });
    expectAllClose(x_0!.data, expected('x0'), TOLERANCE);
  });
});

const SMALL: GeneratorConfig = {
  imageSize: 32,
  numChannels: 3,
  nf: 8,
  chMult: [1, 2],
  numResBlocks: 1,
  attnResolutions: [16],
  nz: 4,
  zEmbDim: 8,
  nMlp: 1,
};

describe('generatorGraph', () => {
  it.each<Partial<GeneratorConfig>>([
    { imageSize: 512, nf: 4, chMult: [1, 1, 1, 1, 1, 1, 2] },
    { imageSize: 16, chMult: [1], attnResolutions: [] },
    { imageSize: 16, chMult: [1, 1, 1, 1, 1], attnResolutions: [1, 4] },
    { imageSize: 64, chMult: [4, 1, 2], nf: 4, attnResolutions: [16] },
    { numResBlocks: 3, nMlp: 0, numChannels: 1 },
    { nz: 1, zEmbDim: 1 },
    { nf: 32, chMult: [5], imageSize: 16 },
  ])('builds and runs %j', async (changes) => {
    const config = { ...SMALL, ...changes };
    const { imageSize, numChannels } = config;
    const graph = generatorGraph(config, randomWeights());
    expect(graph.outputs.map(({ name, shape }) => [name, shape])).toEqual([
      ['x_0', ['batch', numChannels, imageSize, imageSize]],
      ['w_out', ['batch', config.zEmbDim]],
    ]);
    const { x_0 } = await runGraph(graph, draw(config, 2));
    expect(x_0!.shape).toEqual([2, numChannels, imageSize, imageSize]);
    expect(x_0!.data.every((value) => Math.abs(value) <= 1)).toBe(true);
    expect(new Set(x_0!.data.subarray(0, 64)).size).toBeGreaterThan(16);
  });

  it('declares, for the list of its parameters, what its graph then uses', () => {
    const used = new Set<string>();
    generatorGraph(SMALL, (g) => (parameter) => {
      used.add(parameter.name);
      return weightInputs(g)(parameter);
    });
    expect([...used].sort()).toEqual([...generatorParameters(SMALL).keys()].sort());
  });

  it('stays finite where all values of a group are equal', async () => {
    const BIAS = 10.1;
    const weights = uniformWeights((dimensions) => (dimensions === 1 ? BIAS : 0));
    const { x_0 } = await runGraph(generatorGraph(SMALL, weights), draw(SMALL, 1));
    expectAllClose(x_0!.data, new Float32Array(x_0!.data.length).fill(Math.tanh(BIAS)), TOLERANCE);
  });

  it('refuses widths that the groups of the normalisation do not divide', () => {
    const config = { ...SMALL, nf: 136 };
    const build = () =>
      generatorGraph(
        config,
        uniformWeights(() => 0),
      );
    expect(build).toThrow(TrilemmaError);
    expect(build).toThrow('Normalisation over 136 channels has 32 groups, which do not divide them.');
  });
});
