/** Measures time and memory of a run on this machine, from two warm-up steps on noise. */
import type { Provider } from '../../shared/device.ts';
import { chooseDevice } from '../devices.ts';
import { averageOf, firstState, type CheckpointState } from './checkpoint.ts';
import { noiseInputs } from './noise.ts';
import { lowerPriority } from './priority.ts';
import { tensorBytes, memoryNeed, memoryRefusal } from './memory.ts';
import type { TrainingMeasure, TrainingPlan } from './protocol.ts';
import { loadState, type StepGraphs, stepGraphs, StepSessions, trainableOf } from './sessions.ts';

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
    checkpointBytes: tensorBytes(state.tensors) + tensorBytes(averageOf(state.tensors, plan)),
    refusal: fits ? null : memoryRefusal(need),
  };
}

/** R1 counts as often as it comes; the first run of each graph, in which memory is claimed, does not count. */
async function secondsPerStep(
  plan: TrainingPlan,
  { tensors }: CheckpointState,
  graphs: StepGraphs,
  provider: Provider,
): Promise<number> {
  await using sessions = await StepSessions.load(graphs, provider);
  await using state = await loadState(tensors, provider);
  const timed = async (work: () => Promise<unknown>) => {
    await work();
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1000;
  };
  const inputs = (half: 'd' | 'g') => noiseInputs(plan, half, { step: 0, rate: 0, averageShare: 0 });
  const d = inputs('d');
  const plain = await timed(() => sessions.discriminator(state, d, false));
  const regularised = await timed(() => sessions.discriminator(state, d, true));
  const ofG = inputs('g');
  const g = await timed(() => sessions.generator(state, ofG));
  return plain + (regularised - plain) / plan.settings.r1Every + g;
}
