/**
 * Training steps as graphs (docs/ddgan.md, section 4): parameters, Adam's moments, a batch and its random numbers go
 * in; new parameters, moments and losses come out. Only parameters that learn have gradients computed, and what lies before
 * the first of them is left out of the backward pass.
 */
import type { DiscriminatorConfig, GeneratorConfig } from '../../../shared/models/architecture.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { gradients } from '../../autodiff/gradients.ts';
import type { Graph, Value } from '../../onnx/graph.ts';
import { NetworkBuilder } from '../../onnx/network-builder.ts';
import { discriminatorParameters } from '../discriminator.ts';
import { generatorParameters } from '../generator.ts';
import { diffusionSchedule, type ScheduleOptions } from '../schedule.ts';
import type { AdamConfig } from './adam.ts';
import { augmentationInput, drawInputs, parameterInputs, type ParameterInputs } from './inputs.ts';
import { discriminatorLosses, generatorLoss, type StepNetworks } from './losses.ts';
import { stepNames } from './names.ts';
import { accumulate, type AveragingOptions, learn } from './update.ts';

export interface TrainingConfig {
  readonly generator: GeneratorConfig;
  readonly discriminator: DiscriminatorConfig;
  /** Denoising steps T. */
  readonly steps: number;
  readonly schedule?: ScheduleOptions;
  /** Pictures of one step; a discriminator takes up to 4 or a multiple of 4. */
  readonly batch: number;
  readonly adam?: AdamConfig;
  /** Weight of mean |G - x_0| in G's loss, which the wavelet family trains with (1); none where left out. */
  readonly reconstructionWeight?: number;
  /** True if D's pictures are augmented (augmentation-draws.ts). */
  readonly augmented?: boolean;
}

interface StepOptions {
  /** The parameters that learn, by their names in the network; all where left out. */
  readonly trainable?: ReadonlySet<string>;
  /** True if the gradients are outputs, too. */
  readonly withGradients?: boolean;
  /**
   * True if the step only adds its gradients to sums, `sum.*` to `next.sum.*`, for a batch that memory holds only in
   * parts; the apply graph then learns from them (`apply.ts`).
   */
  readonly accumulates?: boolean;
}

export interface DiscriminatorStepOptions extends StepOptions {
  /** Weight of R1; without it, the step has none. */
  readonly r1Gamma?: number;
}

export interface GeneratorStepOptions extends StepOptions, AveragingOptions {}

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
  const { r1Gamma } = options;
  const step = new StepBuilder(config, `ddgan-discriminator-step${r1Gamma === undefined ? '' : '-r1'}`);
  const { g, networks } = step;
  const draws = drawInputs(g, config.generator, config.batch);
  const { real, fake, r1, logitsReal, logitsFake } = discriminatorLosses(g, networks, draws, {
    ...(r1Gamma !== undefined && { r1Gamma }),
    ...(config.augmented === true && {
      real: augmentationInput(g, 'augment_real', config.batch),
      fake: augmentationInput(g, 'augment_fake', config.batch),
    }),
  });
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
  const { g, networks } = step;
  const draws = drawInputs(g, config.generator, config.batch);
  const { reconstructionWeight } = config;
  const { loss, logits } = generatorLoss(g, networks, draws, {
    ...(reconstructionWeight !== undefined && { reconstructionWeight }),
    ...(config.augmented === true && { fake: augmentationInput(g, 'augment_fake', config.batch) }),
  });
  g.output('loss', loss);
  g.output('logits', logits);
  step.update('G', [loss], options);
  return g.build();
}

type NetworkName = 'G' | 'D';

/** The parameters, which every step has as inputs, and the update that ends it. */
class StepBuilder {
  readonly g: NetworkBuilder;
  readonly networks: StepNetworks;
  readonly #config: TrainingConfig;
  readonly #parameters: Readonly<Record<NetworkName, ParameterInputs>>;

  constructor(config: TrainingConfig, name: string) {
    this.g = new NetworkBuilder(name);
    this.#config = config;
    this.#parameters = {
      G: parameterInputs(this.g, 'G', generatorParameters(config.generator)),
      D: parameterInputs(this.g, 'D', discriminatorParameters(config.discriminator)),
    };
    this.networks = {
      generator: config.generator,
      discriminator: config.discriminator,
      weightsG: ({ name }) => this.#parameter('G', name),
      weightsD: ({ name }) => this.#parameter('D', name),
      schedule: diffusionSchedule(config.steps, config.schedule),
    };
  }

  /** Ends the step: learns from the sum of the losses, or adds its gradients to the sums. */
  update(network: NetworkName, losses: readonly Value[], options: GeneratorStepOptions): void {
    const { g } = this;
    const names = [...(options.trainable ?? this.#parameters[network].keys())];
    const parameters = names.map((name) => this.#parameter(network, name));
    const outputs = losses.map((value) => ({ value }));
    const slopes = gradients(g, outputs, parameters);
    const learnt = parameters.map((parameter, i) => ({ parameter, gradient: slopes[i]! }));
    if (options.accumulates === true) accumulate(g, learnt);
    else learn(g, learnt, this.#config.adam, options);
    if (options.withGradients !== true) return;
    for (const { parameter, gradient } of learnt) g.output(stepNames.gradient(parameter.name), gradient);
  }

  #parameter(network: NetworkName, name: string): Value {
    const parameter = this.#parameters[network].get(name);
    if (parameter !== undefined) return parameter;
    throw new TrilemmaError('usage', `${network} has no parameter ${name} that could learn.`);
  }
}
