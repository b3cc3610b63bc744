/**
 * The losses of a denoising diffusion GAN as nodes of a graph (docs/ddgan.md, section 4; Xiao et al. 2022, section
 * 3.2).
 */
import type { DiscriminatorConfig, GeneratorConfig } from '../../../shared/models/architecture.ts';
import { locallyConstant } from '../../autodiff/declared.ts';
import { gradients } from '../../autodiff/gradients.ts';
import type { Value } from '../../onnx/graph.ts';
import type { NetworkBuilder } from '../../onnx/network-builder.ts';
import { fixed } from '../../onnx/tensor-type.ts';
import { augmenter } from '../augmentation.ts';
import { discriminator, type DiscriminatorInputs } from '../discriminator.ts';
import { generator } from '../generator.ts';
import type { Weights } from '../parameters.ts';
import type { Schedule } from '../schedule.ts';

/** A batch and every random number that a half step uses. Pictures, or their coefficients, are [batch, channels, side, side]. */
export interface Draws {
  /** Pictures of the data, in [-1, 1]. */
  readonly x_0: Value;
  /** int64 [batch], in 0..T-1. */
  readonly t: Value;
  /** Standard normals: of q(x_t | x_0), of q(x_{t+1} | x_t), and of the posterior. */
  readonly noise_t: Value;
  readonly noise_tp1: Value;
  readonly noise_post: Value;
  /** [batch, nz]. */
  readonly z: Value;
}

/** Both networks with their parameters, and the diffusion between them. */
export interface StepNetworks {
  readonly generator: GeneratorConfig;
  readonly discriminator: DiscriminatorConfig;
  readonly weightsG: Weights;
  readonly weightsD: Weights;
  readonly schedule: Schedule;
}

/** Numbers of the augmentation that D's pictures go through, those of the data and those of G; none without. */
export interface Augmentations {
  readonly real?: Value;
  readonly fake?: Value;
}

/** Losses are scalars, logits [batch, 1]. */
export interface DiscriminatorLosses {
  readonly real: Value;
  readonly fake: Value;
  /** The weighted penalty, where one is asked for. */
  readonly r1?: Value;
  readonly logitsReal: Value;
  readonly logitsFake: Value;
}

/**
 * The losses of D, which minimises their sum.
 * @param r1Gamma weight of the gradient penalty on real pictures, by the pictures before their augmentation.
 */
export function discriminatorLosses(
  g: NetworkBuilder,
  networks: StepNetworks,
  draws: Draws,
  { r1Gamma, real, fake: ofFake }: Augmentations & { readonly r1Gamma?: number } = {},
): DiscriminatorLosses {
  const { x_t, x_tp1 } = diffusedPair(g, networks.schedule, draws);
  const pair = (x: Value) => ({ x, x_t: x_tp1, t: draws.t });
  const logitsReal = g.scope('real', () => judge(g, networks, pair(x_t), real));
  const r1 = r1Gamma === undefined ? {} : { r1: gradientPenalty(g, logitsReal, x_t, r1Gamma) };
  const fake = g.scope('fake', () =>
    posteriorSample(g, networks.schedule, draws, predicted(g, networks, draws, x_tp1), x_tp1),
  );
  const logitsFake = g.scope('fake', () => judge(g, networks, pair(fake), ofFake));
  return {
    real: softplusMean(g, g.scale(logitsReal, -1)),
    fake: softplusMean(g, logitsFake),
    ...r1,
    logitsReal,
    logitsFake,
  };
}

/**
 * The loss of G, non-saturating, of its denoised pictures; and D's logits of them [batch, 1].
 * @param reconstructionWeight of the mean distance of G's prediction from x_0 (Phung, Dao and Tran 2023).
 */
export function generatorLoss(
  g: NetworkBuilder,
  networks: StepNetworks,
  draws: Draws,
  { fake: ofFake, reconstructionWeight }: Augmentations & { readonly reconstructionWeight?: number } = {},
): { readonly loss: Value; readonly logits: Value } {
  const { x_tp1 } = diffusedPair(g, networks.schedule, draws);
  const x_0 = predicted(g, networks, draws, x_tp1);
  const fake = posteriorSample(g, networks.schedule, draws, x_0, x_tp1);
  const logits = judge(g, networks, { x: fake, x_t: x_tp1, t: draws.t }, ofFake);
  const adversarial = softplusMean(g, g.scale(logits, -1));
  if (reconstructionWeight === undefined) return { loss: adversarial, logits };
  const distance = g.mean(absolute(g, g.sub(x_0, draws.x_0)), [0, 1, 2, 3], { keep: false });
  return { loss: g.add(adversarial, g.scale(distance, reconstructionWeight)), logits };
}

/** |x|, as a slope of -1 below zero. */
function absolute(g: NetworkBuilder, x: Value): Value {
  return g.leakyRelu(x, -1);
}

/** D's logits of a pair, which goes through an augmentation first where there is one. */
function judge(
  g: NetworkBuilder,
  { generator: shape, discriminator: config, weightsD }: StepNetworks,
  { x, x_t, t }: DiscriminatorInputs,
  augmentation: Value | undefined,
): Value {
  if (augmentation === undefined) return discriminator(g, config, weightsD, { x, x_t, t });
  const augment = augmenter(g, augmentation, shape);
  return discriminator(g, config, weightsD, { x: augment(x), x_t: augment(x_t), t });
}

/** gamma / 2 times the mean over pictures of ||d sum(logits) / d x_t||^2 (Mescheder et al. 2018). */
function gradientPenalty(g: NetworkBuilder, logits: Value, x_t: Value, gamma: number): Value {
  const [slope] = gradients(g, [{ value: logits }], [x_t]);
  const square = g.mul(slope!, slope!);
  const batch = fixed(x_t.shape[0], 'the batch of a training step');
  return g.scale(g.sum(square, [0, 1, 2, 3], { keep: false }), gamma / 2 / batch);
}

function softplusMean(g: NetworkBuilder, logits: Value): Value {
  return g.mean(g.softplus(logits), [0, 1], { keep: false });
}

/**
 * x_t ~ q(x_t | x_0) and x_{t+1} ~ q(x_{t+1} | x_t). The penalty's derivative by x_t is that of D's first argument,
 * with x_{t+1} held.
 */
function diffusedPair(g: NetworkBuilder, schedule: Schedule, { x_0, t, noise_t, noise_tp1 }: Draws) {
  const at = (name: 'a' | 'sigma' | 'aCum' | 'sigmaCum', first: number) =>
    perPicture(g, `${name}/${first}`, schedule[name].subarray(first, first + schedule.steps), t);
  const x_t = g.add(g.mul(at('aCum', 0), x_0), g.mul(at('sigmaCum', 0), noise_t));
  const x_tp1 = g.add(g.mul(at('a', 1), x_t), g.mul(at('sigma', 1), noise_tp1));
  return { x_t, x_tp1: locallyConstant(x_tp1) };
}

/** x_0 = G(x_{t+1}, t, z). */
function predicted(
  g: NetworkBuilder,
  { generator: config, weightsG }: StepNetworks,
  { t, z }: Draws,
  x_tp1: Value,
): Value {
  return generator(g, config, weightsG, { x_t: x_tp1, t, z });
}

/** x_t ~ q(x_t | x_{t+1}, x_0); at t = 0 there is no noise. */
function posteriorSample(
  g: NetworkBuilder,
  schedule: Schedule,
  { t, noise_post }: Draws,
  x_0: Value,
  x_tp1: Value,
): Value {
  const spread = schedule.posteriorLogVarianceClipped.map((logVariance, step) =>
    step === 0 ? 0 : Math.exp(0.5 * logVariance),
  );
  const mean = g.add(
    g.mul(perPicture(g, 'posteriorMeanCoef1', schedule.posteriorMeanCoef1, t), x_0),
    g.mul(perPicture(g, 'posteriorMeanCoef2', schedule.posteriorMeanCoef2, t), x_tp1),
  );
  return g.add(mean, g.mul(perPicture(g, 'posteriorSpread', spread, t), noise_post));
}

/** A coefficient of every picture's own t: [batch, 1, 1, 1]. @param table its values for t = 0..T-1. */
function perPicture(g: NetworkBuilder, name: string, table: Float32Array, t: Value): Value {
  const values = g.initializer(`schedule/${name}`, 'float32', [table.length], table);
  return g.reshape(g.gather(values, t), [-1, 1, 1, 1]);
}
