/** What a run takes on this machine, from two warm-up steps on noise. */
import { adamStep, PAPER_ADAM } from '../core/ddgan/training-step-adam.ts';
import { parseSeed } from '../core/random/seed.ts';
import { randomStream } from '../core/random/stream.ts';
import type { Provider } from '../shared/device.ts';
import { chooseDevice } from './devices.ts';
import type { TensorMessage } from './protocol.ts';
import { float32 } from './runtime.ts';
import { averageOf, firstState, type TrainerState } from './trainer-checkpoint.ts';
import { drawsOf } from './trainer-draws.ts';
import { lowerPriority } from './trainer-priority.ts';
import { bytesOf, memoryNeed, memoryRefusal } from './trainer-memory.ts';
import type { TrainingMeasure, TrainingPlan } from './protocol-training.ts';
import { type StepGraphs, stepGraphs, StepSessions, trainableOf } from './trainer-sessions.ts';
import { TrainingState } from './training-state.ts';

/** Runs nothing where memory is short. */
export async function measureTraining(plan: TrainingPlan): Promise<TrainingMeasure> {
  lowerPriority();
  const choice = await chooseDevice(plan.settings.device);
  const state = firstState(plan, trainableOf(plan));
  const graphs = stepGraphs(plan);
  const need = memoryNeed(plan, state, graphs);
  const fits = need.largestBatch >= plan.settings.batch;
  return {
    ...choice,
    secondsPerStep: fits ? await secondsPerStep(plan, state, graphs, choice.provider) : 0,
    memoryBytes: need.bytes,
    freeBytes: need.freeBytes,
    checkpointBytes: bytesOf(state.tensors) + bytesOf(averageOf(state.tensors, plan)),
    refusal: fits ? null : memoryRefusal(need),
  };
}

/** R1 counts as often as it comes; the first run of each graph, in which memory is claimed, does not count. */
async function secondsPerStep(
  plan: TrainingPlan,
  { tensors }: TrainerState,
  graphs: StepGraphs,
  provider: Provider,
): Promise<number> {
  await using sessions = await StepSessions.load(graphs, provider);
  const state = new TrainingState(tensors);
  const timed = async (work: () => Promise<unknown>) => {
    await work();
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1000;
  };
  const d = half(plan, 'd');
  const plain = await timed(() => sessions.discriminator(state, d, false));
  const regularised = await timed(() => sessions.discriminator(state, d, true));
  const g = await timed(() => sessions.generator(state, half(plan, 'g')));
  return plain + (regularised - plain) / plan.settings.r1Every + g;
}

function half(plan: TrainingPlan, letter: 'd' | 'g') {
  const { batch, accumulation } = plan.settings;
  const { numChannels, imageSize } = plan.generator;
  const seed = parseSeed('0');
  const pictures = [batch, numChannels, imageSize, imageSize];
  const x_0 = float32(
    randomStream(seed, 'train.measure').normals(batch * numChannels * imageSize ** 2),
    ...pictures,
  );
  const batches = Array.from({ length: accumulation }, (_, number) => ({
    x_0,
    ...drawsOf(plan, seed, { half: letter, number, augmentation: 0 }),
  }));
  const { rate, epsilon } = adamStep(PAPER_ADAM, 1, 0);
  const scalar = (value: number): TensorMessage => float32(Float32Array.of(value));
  const average = letter === 'g' ? { average_share: scalar(0) } : {};
  return { batches, scalars: { rate: scalar(rate), epsilon: scalar(epsilon), ...average } };
}
