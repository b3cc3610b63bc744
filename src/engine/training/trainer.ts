/** A training run from one checkpoint to the next (docs/ddgan.md, section 4). */
import { adjustAugmentation } from '../../core/ddgan/augmentation-draws.ts';
import { learntSamples } from '../../core/ddgan/coefficients.ts';
import { adamStep, PAPER_ADAM } from '../../core/ddgan/training-step/adam.ts';
import { parseSeed, type Seed } from '../../core/random/seed.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { sampleShape } from '../../shared/models/architecture.ts';
import type { TrainingMetrics } from '../../shared/training.ts';
import { chooseDevice } from '../devices.ts';
import type { TensorMessage } from '../protocol.ts';
import type { MethodContext } from '../method-context.ts';
import { float32, scalars } from '../runtime/runtime.ts';
import {
  averageOf,
  firstState,
  isFinite,
  readState,
  type CheckpointState,
  writeState,
} from './checkpoint.ts';
import { PictureOrder, PictureReader } from './data.ts';
import { drawsOf, flipsOf } from './draws.ts';
import { checkMemory } from './memory.ts';
import { isHealthy, logitsOf, metricsOf } from './metrics.ts';
import { lowerPriority } from './priority.ts';
import {
  aloneSteps,
  type TrainingPlan,
  type TrainParams,
  type TrainProgress,
  type TrainResult,
} from './protocol.ts';
import { averageShare, cosineShare } from './rates.ts';
import { Sampler } from './samples.ts';
import { loadState, stepGraphs, StepSessions, trainableOf } from './sessions.ts';
import type { TrainingTensors } from './training-tensors.ts';

/**
 * Trains to the end of the plan. A cancel ends it after the step that runs, with a checkpoint.
 *
 * @throws {TrilemmaError} `data-gone`, `disk-full`, `file`, `device-unavailable`, `out-of-memory`.
 */
export async function train(
  params: TrainParams,
  context: MethodContext<TrainProgress>,
): Promise<TrainResult> {
  if (params.inBackground) lowerPriority();
  const { plan } = params;
  const choice = await chooseDevice(plan.settings.device);
  await using pictures = await PictureReader.open(params.data, plan.generator.imageSize);
  const trainable = trainableOf(plan);
  const from =
    params.resume === null ? firstState(plan, trainable) : readState(params.resume, plan, trainable);
  const graphs = stepGraphs(plan);
  checkMemory(plan, from, graphs);
  await using sessions = await StepSessions.load(graphs, choice.provider);
  await using sampler = await Sampler.load(plan, choice.provider);
  await using state = await loadState(from.tensors, choice.provider);
  const run = new Run(params, from, { pictures, sessions, sampler, state }, context);
  return { ...choice, end: await run.toEnd(), step: run.step };
}

/** What a run works with; its opener closes it. */
interface RunResources {
  readonly pictures: PictureReader;
  readonly sessions: StepSessions;
  readonly sampler: Sampler;
  readonly state: TrainingTensors;
}

class Run {
  readonly #params: TrainParams;
  readonly #plan: TrainingPlan;
  readonly #resources: RunResources;
  readonly #context: MethodContext<TrainProgress>;
  readonly #seed: Seed;
  readonly #order: PictureOrder;
  /** Steps done. */
  step: number;
  #augmentation: number;
  /** Step of the last checkpoint. */
  #savedStep: number;

  constructor(
    params: TrainParams,
    from: Pick<CheckpointState, 'step' | 'augmentation'>,
    resources: RunResources,
    context: MethodContext<TrainProgress>,
  ) {
    const { plan, data } = params;
    this.#params = params;
    this.#plan = plan;
    this.#resources = resources;
    this.#context = context;
    this.step = this.#savedStep = from.step;
    this.#augmentation = from.augmentation;
    this.#seed = parseSeed(String(plan.settings.seed));
    this.#order = new PictureOrder(this.#seed, data.pictures);
  }

  async toEnd(): Promise<TrainResult['end']> {
    const { steps, sampleEvery, checkpointEvery } = this.#plan.settings;
    if (this.step === 0) await this.#sample();
    while (this.step < steps) {
      if (await this.#isCancelled()) return (await this.#save()) ? 'paused' : 'diverged';
      const metrics = await this.#advance();
      if (metrics === undefined) return 'diverged';
      this.#context.progress({ kind: 'step', metrics });
      const isLast = this.step === steps;
      // Before the samples, so that pictures are never made of weights that are not numbers.
      if ((isLast || this.step % checkpointEvery === 0) && !(await this.#save())) return 'diverged';
      if (isLast || this.step % sampleEvery === 0) await this.#sample();
    }
    return 'done';
  }

  /** One step of D and one of G. @returns undefined where a loss is not a number any more. */
  async #advance(): Promise<TrainingMetrics | undefined> {
    const started = performance.now();
    const { settings, start } = this.#plan;
    const { sessions, state } = this.#resources;
    const at = this.step;
    const rates = this.#rates(at);
    const pictures = await this.#pictures(at);
    const batches = (half: 'd' | 'g') =>
      pictures.map((x_0, i) => {
        const number = at * settings.accumulation + i;
        const turn = { half, number, augmentation: this.#augmentation };
        return { x_0, ...drawsOf(this.#plan, this.#seed, turn) };
      });
    const adam = (rate: number) => scalars({ ...adamStep(PAPER_ADAM, at + 1, rate) });
    const d = await sessions.discriminator(
      state,
      { batches: batches('d'), scalars: adam(rates.d) },
      at % settings.r1Every === 0,
    );
    const average_share = averageShare(at, settings.emaDecay, start.kind === 'scratch');
    const g = await sessions.generator(state, {
      batches: batches('g'),
      scalars: { ...adam(rates.g), ...scalars({ average_share }) },
    });
    const measured = metricsOf(d, g);
    if (!isHealthy(measured)) return undefined;
    const augmentation = this.#augmentation;
    if (settings.augmentation === 'adaptive')
      this.#augmentation = adjustAugmentation(augmentation, logitsOf(d));
    this.step++;
    return {
      ...measured,
      step: this.step,
      imagesPerSecond: (1000 * settings.batch * settings.accumulation) / (performance.now() - started),
      rateG: rates.g,
      augmentation,
      memoryBytes: process.memoryUsage.rss(),
    };
  }

  /** The batches of a step, which D and G both learn from. */
  #pictures(at: number): Promise<readonly TensorMessage[]> {
    const { batch, accumulation } = this.#plan.settings;
    const { generator } = this.#plan;
    const parts = Array.from({ length: accumulation }, async (_, i) => {
      const turn = at * accumulation + i;
      const numbers = Array.from({ length: batch }, (_, place) => this.#order.at(turn * batch + place));
      const flips = flipsOf(this.#plan, this.#seed, turn);
      const crops = await this.#resources.pictures.read(numbers, flips);
      return float32(learntSamples(generator, crops), batch, ...sampleShape(generator));
    });
    return Promise.all(parts);
  }

  #rates(at: number): { readonly d: number; readonly g: number } {
    const { settings, start } = this.#plan;
    const share = cosineShare(at, settings.steps) * this.#params.rateFactor;
    const waits = at < aloneSteps(start, settings.steps);
    return { d: share * settings.rateD, g: waits ? 0 : share * settings.rateG };
  }

  async #sample(): Promise<void> {
    const { sampler, state } = this.#resources;
    const pictures = await sampler.sheet(averageOf(state.tensors, this.#plan));
    this.#context.progress({ kind: 'samples', step: this.step, pictures });
  }

  /** @returns false where the weights are not numbers any more, so that they are not worth keeping. */
  async #save(): Promise<boolean> {
    if (this.step === this.#savedStep) return true;
    const tensors = await this.#resources.state.download();
    if (!isFinite(tensors)) return false;
    const state = { step: this.step, augmentation: this.#augmentation, tensors };
    const path = await writeState(this.#params.folder, this.#plan, state);
    this.#savedStep = this.step;
    this.#context.progress({ kind: 'checkpoint', step: this.step, path });
    return true;
  }

  async #isCancelled(): Promise<boolean> {
    try {
      await this.#context.checkpoint();
      return false;
    } catch (error) {
      if (error instanceof TrilemmaError && error.code === 'cancelled') return true;
      throw error;
    }
  }
}
