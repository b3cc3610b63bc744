import { describe, expect, it } from 'vitest';
import type { GeneratorConfig } from '../../shared/models/architecture.ts';
import type { TensorMessage } from '../protocol.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { firstState } from './checkpoint.ts';
import { noiseInputs } from './noise.ts';
import { loadState, stepGraphs, StepSessions, trainableOf } from './sessions.ts';
import type { TrainingTensors } from './training-tensors.ts';

type Tensors = Readonly<Record<string, TensorMessage>>;

const plan = tinyPlan({ batch: 4 });
const first = firstState(plan, trainableOf(plan)).tensors;
const at = { step: 0, rate: 0.05, averageShare: 0.1 };

const onlyOf = (network: 'G' | 'D', tensors: Tensors) =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => name.startsWith(`${network}.`)));

describe('steps of both networks', () => {
  it.each([
    ['discriminator', 'generator'],
    ['generator', 'discriminator'],
  ] as const)('give what the %s has learnt to the %s', async (learner, other) => {
    const letter = learner === 'generator' ? 'G' : 'D';
    await using sessions = await StepSessions.load(stepGraphs(plan), 'cpu');
    const step = (half: typeof learner, state: TrainingTensors) =>
      half === 'generator'
        ? sessions.generator(state, noiseInputs(plan, 'g', at))
        : sessions.discriminator(state, noiseInputs(plan, 'd', at), false);
    const outputsFrom = async (tensors: Tensors) =>
      step(other, await loadState(structuredClone(tensors), 'cpu'));

    const state = await loadState(structuredClone(first), 'cpu');
    await step(learner, state);
    const learnt = onlyOf(letter, structuredClone(await state.download()));
    expect(learnt).not.toEqual(onlyOf(letter, first));
    const outputs = await step(other, state);
    expect(outputs).toEqual(await outputsFrom({ ...first, ...learnt }));
    expect(outputs).not.toEqual(await outputsFrom(first));
  });
});

describe('the parameters that learn where low resolutions are frozen', () => {
  /** Numbers of the modules of G that learn. */
  const modules = (generator: GeneratorConfig) => {
    const { settings, discriminator } = tinyPlan({ freezeGenerator: 'low-resolutions' });
    const { G } = trainableOf({ ...plan, generator, discriminator, settings });
    return new Set([...G].map((name) => Number(name.split('.')[1])));
  };

  it.each([1, 2] as const)('are of the same levels on coefficients in patches of %i', (patchSize) => {
    const pixels: GeneratorConfig = { ...plan.generator, imageSize: 16, chMult: [1, 1, 1] };
    const learning = modules(pixels);
    expect(learning.size).toBeGreaterThan(0);
    const wavelet = { levels: 'haar', bandOrder: 'width_first', patchSize } as const;
    expect(modules({ ...pixels, imageSize: 32 * patchSize, wavelet })).toEqual(learning);
  });
});
