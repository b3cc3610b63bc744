/** Weights between those of two models that are built alike (`shared/models/alike-models.ts`). */
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import type { Weights } from './parameters.ts';

/** The input that says how far the weights are on the way to the second model's. */
export const AMOUNT = 'amount';

/**
 * Weights that are (1 - amount) times those of one model plus amount times those of another, in float32, where amount
 * is an input of the graph, [1]. At 0 and 1 they are one model's own, exactly. So one graph serves every amount:
 * to blend two million numbers takes a run some milliseconds, to load a graph of their own a fifth of a second.
 */
export function fadedWeights(g: NetworkBuilder, from: Weights, to: Weights): Weights {
  const amount = g.input(AMOUNT, 'float32', [1]);
  const rest = g.sub(g.scalar(1), amount);
  const known = new Map<string, Value>();
  return (parameter) => {
    const { name } = parameter;
    const weight = known.get(name) ?? g.add(g.mul(from(parameter), rest), g.mul(to(parameter), amount));
    known.set(name, weight);
    return weight;
  };
}
