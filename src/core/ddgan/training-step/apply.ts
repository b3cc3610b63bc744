/** The graph that ends a step whose gradients were summed over a few batches. */
import type { Graph } from '../../onnx/graph.ts';
import { NetworkBuilder } from '../../onnx/network-builder.ts';
import { discriminatorParameters } from '../discriminator.ts';
import { generatorParameters } from '../generator.ts';
import { parameterInputs } from './inputs.ts';
import { stepNames } from './names.ts';
import { type AveragingOptions, companion, learn } from './update.ts';
import type { TrainingConfig } from './training-step.ts';

interface ApplyOptions extends AveragingOptions {
  /** As the accumulating step's. */
  readonly trainable?: ReadonlySet<string>;
}

/**
 * Adam on `sum.*` times `sum_share`, which is 1 over the number of summed batches. Further inputs: the parameters that
 * learn, their moments and averages, `rate`, `epsilon`, `average_share`. Outputs: `next.*` of all of these, where
 * `next.sum.*` is zero.
 */
export function applyGraph(
  config: TrainingConfig,
  network: 'G' | 'D',
  { trainable, ...options }: ApplyOptions = {},
): Graph {
  const g = new NetworkBuilder(`ddgan-apply-${network}`);
  const all =
    network === 'G' ? generatorParameters(config.generator) : discriminatorParameters(config.discriminator);
  const learning = new Map([...all].filter(([name]) => trainable?.has(name) ?? true));
  const share = g.input('sum_share', 'float32', []);
  const learnt = [...parameterInputs(g, network, learning).values()].map((parameter) => {
    const sum = companion(g, stepNames.sum(parameter.name), parameter);
    g.output(stepNames.next(sum.name), g.expand(g.scalar(0), parameter.shape));
    return { parameter, gradient: g.mul(sum, share) };
  });
  learn(g, learnt, config.adam, options);
  return g.build();
}
