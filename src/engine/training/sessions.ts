/** The graphs of a run's steps, loaded, and the state that goes through them. */
import { applyGraph } from '../../core/ddgan/training-step/apply.ts';
import {
  trainableInDiscriminator,
  trainableInGenerator,
  type GeneratorFreezing,
} from '../../core/ddgan/training-step/freezing.ts';
import {
  discriminatorStepGraph,
  generatorStepGraph,
  type TrainingConfig,
} from '../../core/ddgan/training-step/training-step.ts';
import type { Graph } from '../../core/onnx/graph.ts';
import type { Provider } from '../../shared/device.ts';
import { firstSide } from '../../shared/models/architecture.ts';
import type { TensorMessage } from '../protocol.ts';
import { float32, hasOwnMemory, type Session } from '../runtime/runtime.ts';
import { loadStep } from '../runtime/step-session.ts';
import type { Trainable } from './checkpoint.ts';
import type { TrainingPlan } from './protocol.ts';
import { isCarried, type TrainingTensors } from './training-tensors.ts';
import { DeviceTensors } from './device-tensors.ts';
import { HostTensors } from './host-tensors.ts';

type Tensors = Readonly<Record<string, TensorMessage>>;

/** Inputs of a half step. */
export interface HalfInputs {
  /** Pictures and draws of each batch, as many as are accumulated. */
  readonly batches: readonly Tensors[];
  /** `rate` and `epsilon`; of the generator `average_share` too. */
  readonly scalars: Tensors;
}

/** A network's learning: from one batch in one graph, or from sums over a few. */
interface Learning {
  readonly step: Session;
  readonly apply: Session | undefined;
}

export class StepSessions implements AsyncDisposable {
  readonly #loaded: AsyncDisposableStack;
  readonly #generator: Learning;
  readonly #discriminator: Learning;
  readonly #regularised: Learning;

  private constructor(
    loaded: AsyncDisposableStack,
    generator: Learning,
    discriminator: Learning,
    regularised: Learning,
  ) {
    this.#loaded = loaded;
    this.#generator = generator;
    this.#discriminator = discriminator;
    this.#regularised = regularised;
  }

  static async load(graphs: StepGraphs, provider: Provider): Promise<StepSessions> {
    await using stack = new AsyncDisposableStack();
    const load = async (graph: Graph) =>
      stack.use(await loadStep(graph, provider, { inBackground: true, keeps: isCarried }));
    const discriminator = {
      step: await load(graphs.discriminator),
      apply: graphs.applyD && (await load(graphs.applyD)),
    };
    const generator = {
      step: await load(graphs.generator),
      apply: graphs.applyG && (await load(graphs.applyG)),
    };
    const regularised = graphs.regularised
      ? { ...discriminator, step: await load(graphs.regularised) }
      : discriminator;
    return new StepSessions(stack.move(), generator, discriminator, regularised);
  }

  /**
   * @param regularised whether R1's turn has come
   * @returns losses and logits of each batch.
   */
  discriminator(
    state: TrainingTensors,
    inputs: HalfInputs,
    regularised: boolean,
  ): Promise<readonly Tensors[]> {
    return learn(regularised ? this.#regularised : this.#discriminator, state, inputs);
  }

  generator(state: TrainingTensors, inputs: HalfInputs): Promise<readonly Tensors[]> {
    return learn(this.#generator, state, inputs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loaded.disposeAsync();
  }
}

/** A state in the memory in which the provider's sessions compute. */
export async function loadState(initial: Tensors, provider: Provider): Promise<TrainingTensors> {
  return hasOwnMemory(provider) ? DeviceTensors.load(initial, provider) : new HostTensors(initial);
}

async function learn(
  { step, apply }: Learning,
  state: TrainingTensors,
  { batches, scalars }: HalfInputs,
): Promise<readonly Tensors[]> {
  if (apply === undefined) return [await state.step(step, { ...batches[0], ...scalars })];
  const outputs: Tensors[] = [];
  for (const batch of batches) outputs.push(await state.step(step, batch));
  await state.step(apply, { ...scalars, sum_share: float32(Float32Array.of(1 / batches.length)) });
  return outputs;
}

/** Apply graphs where gradients are accumulated, `regularised` where R1 has a weight. */
export interface StepGraphs {
  readonly generator: Graph;
  readonly discriminator: Graph;
  readonly regularised: Graph | undefined;
  readonly applyG: Graph | undefined;
  readonly applyD: Graph | undefined;
}

/** Weight of G's distance from the data where it learns coefficients, as the published models of the family had it. */
const WAVELET_RECONSTRUCTION = 1;

export function stepGraphs(plan: TrainingPlan): StepGraphs {
  const { settings, generator, discriminator, denoisingSteps } = plan;
  const { batch, r1Gamma } = settings;
  const augmented = settings.augmentation !== 'none';
  const accumulates = settings.accumulation > 1;
  const config: TrainingConfig = {
    ...{ generator, discriminator, steps: denoisingSteps, batch, augmented },
    ...(generator.wavelet && { reconstructionWeight: WAVELET_RECONSTRUCTION }),
  };
  const { G, D } = trainableOf(plan);
  const ofG = { trainable: G, withAverage: true };
  const ofD = { trainable: D, accumulates };
  return {
    generator: generatorStepGraph(config, { ...ofG, accumulates }),
    discriminator: discriminatorStepGraph(config, ofD),
    regularised: r1Gamma > 0 ? discriminatorStepGraph(config, { ...ofD, r1Gamma }) : undefined,
    applyG: accumulates ? applyGraph(config, 'G', ofG) : undefined,
    applyD: accumulates ? applyGraph(config, 'D', { trainable: D }) : undefined,
  };
}

export function trainableOf({ generator, discriminator, settings }: TrainingPlan): Trainable {
  return {
    G: trainableInGenerator(generator, freezingOf(settings.freezeGenerator, firstSide(generator))),
    D: trainableInDiscriminator(discriminator, settings.freezeDiscriminator),
  };
}

/** Low resolutions are those below half of the first level's side. */
function freezingOf(frozen: TrainingPlan['settings']['freezeGenerator'], side: number): GeneratorFreezing {
  return frozen === 'low-resolutions' ? { frozen, from: side / 2 } : { frozen };
}
