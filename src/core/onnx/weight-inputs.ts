import type { Value } from './graph.ts';
import type { NetworkBuilder, Weights } from './network-builder.ts';

/**
 * Weights as inputs of the graph, under their own names: for graphs whose weights change from run to run, and for
 * those that are only looked at.
 */
export function weightInputs(shapes: ReadonlyMap<string, readonly number[]>): (g: NetworkBuilder) => Weights {
  return (g) => {
    const inputs = new Map<string, Value>();
    return (name) => {
      const weight = inputs.get(name) ?? g.input(name, 'float32', shapes.get(name)!);
      inputs.set(name, weight);
      return weight;
    };
  };
}
