/** Training on WebGPU: any adapter will do, Debian's software Vulkan among them. */
import { describe, expect, it } from 'vitest';
import { drawAugmentation } from '../../core/ddgan/augmentation-draws.ts';
import { adamStep, PAPER_ADAM } from '../../core/ddgan/training-step/adam.ts';
import {
  discriminatorStepGraph,
  generatorStepGraph,
  type TrainingConfig,
} from '../../core/ddgan/training-step/training-step.ts';
import type { Graph } from '../../core/onnx/graph.ts';
import { parseSeed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';
import type { Provider } from '../../shared/device.ts';
import type { TensorMessage } from '../protocol.ts';
import { float32, int64, scalars, Session } from '../runtime/runtime.ts';
import { KeptTensor } from '../runtime/kept-tensor.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { webgpuObstacle } from '../testing/webgpu-obstacle.ts';
import { averageOf, firstState, readState, writeState } from './checkpoint.ts';
import { noiseInputs } from './noise.ts';
import { Sampler } from './samples.ts';
import { loadState, stepGraphs, StepSessions, trainableOf } from './sessions.ts';
import { isCarried, type TrainingTensors } from './training-tensors.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import type { TrainingPlan } from './protocol.ts';

const obstacle = await webgpuObstacle('Training');

const PIXELS: TrainingConfig = {
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
const WAVELET: TrainingConfig = {
  ...PIXELS,
  generator: {
    ...PIXELS.generator,
    imageSize: 32,
    wavelet: { levels: 'haar', bandOrder: 'height_first', patchSize: 1 },
  },
  discriminator: { ...PIXELS.discriminator, numChannels: 12 },
  reconstructionWeight: 1,
};
const STEPS = 5;
/** The rate of the paper for CIFAR-10. */
const RATE = 1.6e-4;
const TOLERANCE = 1e-3;
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
    return float32(drawAugmentation(stream, PIXELS.batch, PIXELS.discriminator.imageSize, 0.6), ...shape);
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
async function train(
  config: TrainingConfig,
  provider: Provider,
): Promise<Readonly<Record<string, TensorMessage>>> {
  const graphs = {
    d: discriminatorStepGraph(config, { r1Gamma: 0.5 }),
    g: generatorStepGraph(config, { withAverage: true }),
  };
  const initial = { ...inputsOf(graphs.d, 0, isState), ...inputsOf(graphs.g, 0, isState) };
  await using state = await loadState(initial, provider);
  const options = { inBackground: true, keeps: isCarried };
  await using d = await Session.load(graphs.d, provider, options);
  await using g = await Session.load(graphs.g, provider, options);
  const outcome: Record<string, TensorMessage> = {};
  for (let step = 1; step <= STEPS; step++) {
    for (const [half, session] of [
      ['d', d],
      ['g', g],
    ] as const) {
      const outputs = await state.step(
        session,
        inputsOf(graphs[half], step, (name) => !isState(name)),
      );
      for (const [name, value] of Object.entries(outputs)) outcome[`${half} ${step} ${name}`] = value;
    }
  }
  const learnt = Object.entries(await state.download()).filter(([name]) =>
    /^(?:average\.)?[GD]\./.test(name),
  );
  return { ...outcome, ...Object.fromEntries(learnt) };
}

/** Losses and logits of a step of D, and of one of G. */
async function learn(sessions: StepSessions, state: TrainingTensors, plan: TrainingPlan, step: number) {
  const at = { step, rate: RATE, averageShare: 0.1 };
  const d = await sessions.discriminator(state, noiseInputs(plan, 'd', at), step % 2 === 0);
  return [...d, ...(await sessions.generator(state, noiseInputs(plan, 'g', at)))];
}

describe.skipIf(obstacle !== undefined)('training on WebGPU', () => {
  it.each([
    ['pixels', PIXELS],
    ['coefficients', WAVELET],
  ])('on %s agrees with the CPU after five steps', { timeout: 300_000 }, async (_, config) => {
    const [expected, actual] = [await train(config, 'cpu'), await train(config, 'webgpu')];
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const name of Object.keys(expected)) {
      const [wanted, found] = [expected, actual].map((tensors) => [...tensors[name]!.data].map(Number));
      const apart = wanted!.map((value, i) => Math.abs(value - found![i]!));
      const largest = Math.max(1, ...wanted!.map(Math.abs));
      expect(Math.max(...apart) / largest, name).toBeLessThan(TOLERANCE);
    }
  });

  it(
    'makes pictures, and comes down for a checkpoint that others go on from',
    { timeout: 300_000 },
    async () => {
      const plan = tinyPlan({ batch: 4 });
      const trainable = trainableOf(plan);
      const from = firstState(plan, trainable);
      await using sessions = await StepSessions.load(stepGraphs(plan), 'webgpu');
      await using state = await loadState(from.tensors, 'webgpu');
      await expect(state.download()).resolves.toEqual(from.tensors);
      await learn(sessions, state, plan, 0);

      const learnt = { step: 1, augmentation: 0, tensors: await state.download() };
      expect(learnt.tensors['G.all_modules.2.weight']).not.toEqual(from.tensors['G.all_modules.2.weight']);
      await using sampler = await Sampler.load(plan, 'webgpu');
      const sheet = await sampler.sheet(averageOf(state.tensors, plan));
      expect(sheet).toEqual(await sampler.sheet(averageOf(learnt.tensors, plan)));
      const read = readState(await writeState(temporaryFolder(), plan, learnt), plan, trainable);
      expect(read).toEqual(learnt);
      await using again = await loadState(read.tensors, 'webgpu');
      expect(await learn(sessions, again, plan, 1)).toEqual(await learn(sessions, state, plan, 1));
    },
  );

  it('holds no more after 50 updates than before', { timeout: 300_000 }, async () => {
    const plan = tinyPlan({ accumulation: 2 });
    const { tensors } = firstState(plan, trainableOf(plan));
    const state = await loadState(tensors, 'webgpu');
    await using session = await Session.load(stepGraphs(plan).applyG!, 'webgpu', { keeps: isCarried });
    const seen = new Set<KeptTensor>();
    const held = () => Object.values(state.tensors).filter((tensor) => tensor instanceof KeptTensor);
    const onDevice = () => [...seen].filter(({ tensor }) => tensor.location === 'gpu-buffer');
    const at = { rate: RATE, epsilon: 1e-8, average_share: 0.1, sum_share: 0.5 };
    for (let update = 0; update < 50; update++) {
      for (const tensor of held()) seen.add(tensor);
      await state.step(session, scalars(at));
    }
    for (const tensor of held()) seen.add(tensor);
    expect(held()).toHaveLength(Object.keys(tensors).length);
    expect(new Set(onDevice())).toEqual(new Set(held()));
    await state[Symbol.asyncDispose]();
    expect(onDevice()).toEqual([]);
  });
});
