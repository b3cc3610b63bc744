/** Adam as nodes of a graph (Kingma and Ba 2015, algorithm 1). */
import type { Value } from '../../onnx/graph.ts';
import type { NetworkBuilder } from '../../onnx/network-builder.ts';

export interface AdamConfig {
  /** Decay of the first and of the second moment: 0.5 and 0.9 (docs/ddgan.md, section 4). */
  readonly betas: readonly [number, number];
  readonly epsilon: number;
}

export const PAPER_ADAM: AdamConfig = { betas: [0.5, 0.9], epsilon: 1e-8 };

/** The numbers of one step, for the graph's inputs of these names. */
export interface AdamStep {
  readonly rate: number;
  readonly epsilon: number;
}

/**
 * The bias corrections of step `step`, folded into the rate and epsilon: with k = sqrt(1 - beta2^step),
 * p - rate m' / (1 - beta1^step) / (sqrt(v') / k + eps) is p - (rate k / (1 - beta1^step)) m' / (sqrt(v') + k eps).
 * @param step 1 for the first. @param rate the learning rate.
 */
export function adamStep({ betas, epsilon }: AdamConfig, step: number, rate: number): AdamStep {
  const root = Math.sqrt(1 - betas[1] ** step);
  return { rate: (rate * root) / (1 - betas[0] ** step), epsilon: epsilon * root };
}

/** A parameter and its moments. */
export interface AdamState {
  readonly parameter: Value;
  /** Running mean of the gradient. */
  readonly m: Value;
  /** Running mean of its square. */
  readonly v: Value;
}

/** The state after a step. @param rate, epsilon scalars, as {@link adamStep} gives them. */
export function adam(
  g: NetworkBuilder,
  { betas }: AdamConfig,
  { parameter, m, v }: AdamState,
  gradient: Value,
  { rate, epsilon }: { readonly rate: Value; readonly epsilon: Value },
): AdamState {
  const nextM = towards(g, m, gradient, g.scalar(1 - betas[0]));
  const nextV = towards(g, v, g.mul(gradient, gradient), g.scalar(1 - betas[1]));
  const change = g.div(g.mul(nextM, rate), g.add(g.sqrt(nextV), epsilon));
  return { parameter: g.sub(parameter, change), m: nextM, v: nextV };
}

/** from + share (to - from): one step of a running mean. */
export function towards(g: NetworkBuilder, from: Value, to: Value, share: Value): Value {
  return g.add(from, g.mul(g.sub(to, from), share));
}
