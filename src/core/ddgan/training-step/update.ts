/** How a training step ends: its gradients move the parameters, or are added to sums that move them later. */
import type { Value } from '../../onnx/graph.ts';
import type { NetworkBuilder } from '../../onnx/network-builder.ts';
import { adam, type AdamConfig, PAPER_ADAM, towards } from './adam.ts';
import { stepNames } from './names.ts';

/** A parameter that learns, and its gradient. */
export interface Learnt {
  readonly parameter: Value;
  readonly gradient: Value;
}

export interface AveragingOptions {
  /** True if a running average of the parameters is kept. */
  readonly withAverage?: boolean;
}

/** Adam, from the inputs `rate`, `epsilon` and the moments to `next.*`, and the average from `average_share`. */
export function learn(
  g: NetworkBuilder,
  learnt: readonly Learnt[],
  config: AdamConfig = PAPER_ADAM,
  { withAverage = false }: AveragingOptions = {},
): void {
  const scalar = (name: string) => g.input(name, 'float32', []);
  const coefficients = { rate: scalar('rate'), epsilon: scalar('epsilon') };
  const share = withAverage ? scalar('average_share') : undefined;
  for (const { parameter, gradient } of learnt) {
    const { name } = parameter;
    const m = companion(g, stepNames.m(name), parameter);
    const v = companion(g, stepNames.v(name), parameter);
    const next = g.scope(`adam/${name}`, () => adam(g, config, { parameter, m, v }, gradient, coefficients));
    g.output(stepNames.next(name), next.parameter);
    g.output(stepNames.next(m.name), next.m);
    g.output(stepNames.next(v.name), next.v);
    if (share === undefined) continue;
    const average = companion(g, stepNames.average(name), parameter);
    g.output(stepNames.next(average.name), towards(g, average, next.parameter, share));
  }
}

/** The gradients added to the sums, `sum.*` to `next.sum.*`. */
export function accumulate(g: NetworkBuilder, learnt: readonly Learnt[]): void {
  for (const { parameter, gradient } of learnt) {
    const sum = companion(g, stepNames.sum(parameter.name), parameter);
    g.output(stepNames.next(sum.name), g.add(sum, gradient));
  }
}

/** An input in a parameter's shape. */
export function companion(g: NetworkBuilder, name: string, { shape }: Value): Value {
  return g.input(name, 'float32', shape);
}
