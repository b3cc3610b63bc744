/**
 * Training steps as graphs (contract part 4): parameters, Adam's moments, a batch and its random numbers go in; new
 * parameters, moments and losses come out. Only parameters that learn have gradients computed, and what lies before
 * the first of them is left out of the backward pass.
 */
import type { DiscriminatorConfig, GeneratorConfig } from '../../shared/architecture.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { gradients } from '../autodiff/gradients.ts';
import {
  expectedDiscriminatorTensors,
  expectedGeneratorTensors,
  type TensorShapes,
} from '../checkpoint/expected-tensors.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { diffusionSchedule, type ScheduleOptions } from './schedule.ts';
import { adam, type AdamConfig, PAPER_ADAM, towards } from './training-step-adam.ts';
import { discriminatorLosses, type Draws, generatorLoss, type Players } from './training-step-losses.ts';

export interface TrainingConfig {
  readonly generator: GeneratorConfig;
  readonly discriminator: DiscriminatorConfig;
  /** Denoising steps T. */
  readonly steps: number;
  readonly schedule?: ScheduleOptions;
  /** Pictures of one step; a discriminator takes up to 4 or a multiple of 4. */
  readonly batch: number;
  readonly adam?: AdamConfig;
}

interface StepOptions {
  /** The parameters that learn, by their names in the network; all where left out. */
  readonly trainable?: ReadonlySet<string>;
  /** Whether gradients are outputs too. */
  readonly withGradients?: boolean;
}

export interface DiscriminatorStepOptions extends StepOptions {
  /** Weight of R1; without it, the step has none. */
  readonly r1Gamma?: number;
}

export interface GeneratorStepOptions extends StepOptions {
  /** Whether the step keeps a running average of the parameters. */
  readonly withAverage?: boolean;
}

/**
 * Names of the graphs' inputs and outputs beside `x_0`, `t`, `noise_t`, `noise_tp1`, `noise_post`, `z`, `rate` and
 * `epsilon` (as `adamStep` gives them).
 * @param parameter network and name, as in `G.all_modules.0.weight`.
 */
export const stepNames = {
  m: (parameter: string) => `m.${parameter}`,
  v: (parameter: string) => `v.${parameter}`,
  average: (parameter: string) => `average.${parameter}`,
  gradient: (parameter: string) => `grad.${parameter}`,
  /** What an input becomes. */
  next: (name: string) => `next.${name}`,
};

/**
 * One step of D. Inputs: every parameter as `G.*` and `D.*`, moments of the trainable ones, the draws, `rate`,
 * `epsilon`. Outputs: `next.*` of trainable parameters and their moments, scalars `loss_real`, `loss_fake` and, where
 * asked for, `r1`, and the logits [batch, 1].
 * @throws {TrilemmaError} `usage` when the batch does not split into groups, or a trainable parameter does not exist.
 */
export function discriminatorStepGraph(
  config: TrainingConfig,
  options: DiscriminatorStepOptions = {},
): Graph {
  const step = new StepBuilder(
    config,
    `ddgan-discriminator-step${options.r1Gamma === undefined ? '' : '-r1'}`,
  );
  const { g, players, draws } = step;
  const { real, fake, r1, logitsReal, logitsFake } = discriminatorLosses(g, players, draws, options.r1Gamma);
  g.output('loss_real', real);
  g.output('loss_fake', fake);
  if (r1 !== undefined) g.output('r1', r1);
  g.output('logits_real', logitsReal);
  g.output('logits_fake', logitsFake);
  step.update('D', r1 === undefined ? [real, fake] : [real, fake, r1], options);
  return g.build();
}

/**
 * One step of G. As {@link discriminatorStepGraph}, with outputs `loss` and `logits`. With an average: inputs
 * `average.G.*` and `average_share`, the share that the new parameters have in it (1 - decay).
 */
export function generatorStepGraph(config: TrainingConfig, options: GeneratorStepOptions = {}): Graph {
  const step = new StepBuilder(config, 'ddgan-generator-step');
  const { g, players, draws } = step;
  const { loss, logits } = generatorLoss(g, players, draws);
  g.output('loss', loss);
  g.output('logits', logits);
  step.update('G', [loss], options);
  return g.build();
}

type NetworkName = 'G' | 'D';

/** The inputs that every step has, and the update that ends it. */
class StepBuilder {
  readonly g: NetworkBuilder;
  readonly players: Players;
  readonly draws: Draws;
  readonly #adam: AdamConfig;
  readonly #parameters: Readonly<Record<NetworkName, ReadonlyMap<string, Value>>>;
  readonly #coefficients: { readonly rate: Value; readonly epsilon: Value };

  constructor(config: TrainingConfig, name: string) {
    this.g = new NetworkBuilder(name);
    this.#adam = config.adam ?? PAPER_ADAM;
    this.#parameters = {
      G: parameterInputs(this.g, 'G', expectedGeneratorTensors(config.generator)),
      D: parameterInputs(this.g, 'D', expectedDiscriminatorTensors(config.discriminator)),
    };
    this.players = {
      generator: config.generator,
      discriminator: config.discriminator,
      weightsG: (parameter) => this.#parameter('G', parameter),
      weightsD: (parameter) => this.#parameter('D', parameter),
      schedule: diffusionSchedule(config.steps, config.schedule),
    };
    this.draws = drawInputs(this.g, config);
    this.#coefficients = {
      rate: this.g.input('rate', 'float32', []),
      epsilon: this.g.input('epsilon', 'float32', []),
    };
  }

  /** Adam on the sum of the losses. */
  update(network: NetworkName, losses: readonly Value[], options: GeneratorStepOptions): void {
    const { g } = this;
    const names = [...(options.trainable ?? this.#parameters[network].keys())];
    const parameters = names.map((name) => this.#parameter(network, name));
    const outputs = losses.map((value) => ({ value }));
    const slopes = gradients(g, outputs, parameters);
    const share = options.withAverage ? g.input('average_share', 'float32', []) : undefined;
    for (const [i, parameter] of parameters.entries()) {
      const { name } = parameter;
      const [m, v] = [
        this.#companion(stepNames.m(name), parameter),
        this.#companion(stepNames.v(name), parameter),
      ];
      const next = g.scope(`adam/${name}`, () =>
        adam(g, this.#adam, { parameter, m, v }, slopes[i]!, this.#coefficients),
      );
      g.output(stepNames.next(name), next.parameter);
      g.output(stepNames.next(m.name), next.m);
      g.output(stepNames.next(v.name), next.v);
      if (options.withGradients) g.output(stepNames.gradient(name), slopes[i]!);
      if (share === undefined) continue;
      const average = this.#companion(stepNames.average(name), parameter);
      g.output(stepNames.next(average.name), towards(g, average, next.parameter, share));
    }
  }

  #parameter(network: NetworkName, name: string): Value {
    const parameter = this.#parameters[network].get(name);
    if (parameter !== undefined) return parameter;
    throw new TrilemmaError('usage', `${network} has no parameter ${name} that could learn.`);
  }

  /** An input in a parameter's shape. */
  #companion(name: string, { shape }: Value): Value {
    return this.g.input(name, 'float32', shape);
  }
}

function parameterInputs(
  g: NetworkBuilder,
  network: NetworkName,
  shapes: TensorShapes,
): ReadonlyMap<string, Value> {
  return new Map([...shapes].map(([name, shape]) => [name, g.input(`${network}.${name}`, 'float32', shape)]));
}

function drawInputs(
  g: NetworkBuilder,
  { generator: { imageSize, numChannels, nz }, batch }: TrainingConfig,
): Draws {
  const pictures = (name: string) => g.input(name, 'float32', [batch, numChannels, imageSize, imageSize]);
  return {
    x_0: pictures('x_0'),
    t: g.input('t', 'int64', [batch]),
    noise_t: pictures('noise_t'),
    noise_tp1: pictures('noise_tp1'),
    noise_post: pictures('noise_post'),
    z: g.input('z', 'float32', [batch, nz]),
  };
}
