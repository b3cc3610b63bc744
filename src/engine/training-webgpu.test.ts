/** Training on WebGPU: any adapter will do, Debian's software Vulkan among them. */
import { describe, expect, it } from 'vitest';
import { drawAugmentation } from '../core/ddgan/augmentation-draws.ts';
import { adamStep, PAPER_ADAM } from '../core/ddgan/training-step-adam.ts';
import {
  discriminatorStepGraph,
  generatorStepGraph,
  type TrainingConfig,
} from '../core/ddgan/training-step.ts';
import type { Graph } from '../core/onnx/graph.ts';
import { parseSeed } from '../core/random/seed.ts';
import { randomStream } from '../core/random/stream.ts';
import type { Provider } from '../shared/device.ts';
import { chooseDevice } from './devices.ts';
import type { TensorMessage } from './protocol.ts';
import { float32, int64, Session } from './runtime.ts';
import { TrainingState } from './training-state.ts';

const obstacle = await chooseDevice('webgpu').then(
  () => undefined,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);
if (obstacle !== undefined) console.log(`Training on WebGPU is not tested: ${obstacle}`);

const config: TrainingConfig = {
  generator: {
    imageSize: 16,
    numChannels: 3,
    nf: 8,
    chMult: [1, 2],
    numResBlocks: 1,
    attnResolutions: [8],
    nz: 4,
    zEmbDim: 8,
    nMlp: 1,
  },
  discriminator: { variant: 'medium', imageSize: 16, numChannels: 3, ngf: 4, tEmbDim: 8 },
  steps: 2,
  batch: 4,
  augmented: true,
};
const STEPS = 3;
/** The rate of the paper for CIFAR-10. */
const RATE = 1.6e-4;
const TOLERANCE = 1e-3;
const graphs = {
  d: discriminatorStepGraph(config, { r1Gamma: 0.5 }),
  g: generatorStepGraph(config, { withAverage: true }),
};

const isState = (name: string) => /^(?:[mv]\.|average\.)?[GD]\./.test(name);

/** A step's input, drawn by its name; state does not depend on the step. */
function drawn(name: string, shape: readonly number[], step: number): TensorMessage {
  const size = shape.reduce((a, b) => a * b, 1);
  const stream = randomStream(parseSeed('3'), name.replace(/[^\w.-]/g, '_'), isState(name) ? 0 : step);
  if (name === 't') return int64([0, 1, 1, 0]);
  if (name === 'average_share') return float32(Float32Array.of(0.1));
  if (name === 'rate' || name === 'epsilon') {
    return float32(Float32Array.of(adamStep(PAPER_ADAM, step, RATE)[name]));
  }
  if (name.startsWith('augment_')) {
    return float32(drawAugmentation(stream, config.batch, config.generator.imageSize, 0.6), ...shape);
  }
  if (/^[mv]\./.test(name)) return float32(new Float32Array(size), ...shape);
  const spread = isState(name) ? 0.3 : 1;
  const values = stream.normals(size).map((value) => value * spread);
  return float32(values, ...shape);
}

function inputsOf(graph: Graph, step: number, takes: (name: string) => boolean) {
  const taken = graph.inputs.filter(({ name }) => takes(name));
  return Object.fromEntries(taken.map(({ name, shape }) => [name, drawn(name, shape.map(Number), step)]));
}

/** Losses and parameters after the steps. */
async function train(provider: Provider): Promise<Readonly<Record<string, TensorMessage>>> {
  const state = new TrainingState({
    ...inputsOf(graphs.d, 0, isState),
    ...inputsOf(graphs.g, 0, isState),
  });
  await using d = await Session.load(graphs.d, provider, { inBackground: true });
  await using g = await Session.load(graphs.g, provider, { inBackground: true });
  const told: Record<string, TensorMessage> = {};
  for (let step = 1; step <= STEPS; step++) {
    for (const [half, session] of [
      ['d', d],
      ['g', g],
    ] as const) {
      const outputs = await state.step(
        session,
        inputsOf(graphs[half], step, (name) => !isState(name)),
      );
      for (const [name, value] of Object.entries(outputs)) told[`${half} ${step} ${name}`] = value;
    }
  }
  const learnt = Object.entries(state.tensors).filter(([name]) => /^(?:average\.)?[GD]\./.test(name));
  return { ...told, ...Object.fromEntries(learnt) };
}

describe.skipIf(obstacle !== undefined)('training on WebGPU', () => {
  it('agrees with the CPU after three steps', { timeout: 300_000 }, async () => {
    const [expected, actual] = [await train('cpu'), await train('webgpu')];
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const name of Object.keys(expected)) {
      const [wanted, found] = [expected, actual].map((tensors) => [...tensors[name]!.data].map(Number));
      const apart = wanted!.map((value, i) => Math.abs(value - found![i]!));
      const largest = Math.max(1, ...wanted!.map(Math.abs));
      expect(Math.max(...apart) / largest, name).toBeLessThan(TOLERANCE);
    }
  });
});
