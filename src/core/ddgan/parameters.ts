/**
 * Parameters of networks. A network declares each parameter where it uses it: its name, its shape, and how its first
 * values are drawn. The list of all of them, by which checkpoints are read, written and trained, is what the network
 * declares while its graph is built. So a network is described in one place alone.
 */
import type { Value } from '../onnx/graph.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import type { Initialiser } from './initialisers.ts';

/** Where in its network a parameter lies, for training in which a part of the network is frozen. */
export interface Placement {
  /** `mapping`: of the network z -> w. `style`: turns w into the style of one normalisation. */
  readonly role?: 'mapping' | 'style';
  /** Side of the feature maps that its module puts out; none where it puts out vectors. */
  readonly side?: number;
  /** Number of its block, from 1 at the pictures; 0 before the first block, infinite after the last. */
  readonly block?: number;
}

export interface Parameter extends Placement {
  /** Its name in the published state dict, without the `module.` prefix. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialiser: Initialiser;
}

/** By name, in the order of the published state dict. */
export type Parameters = ReadonlyMap<string, Parameter>;

/** The value that a graph has for a parameter: a constant from a checkpoint when sampling, an input when training. */
export type Weights = (parameter: Parameter) => Value;

/** Weights for a module of the network: its name is put before those of its parameters, which lie at its place. */
export function within(weights: Weights, module: string, place: Placement = {}): Weights {
  return (parameter) => weights({ ...place, ...parameter, name: `${module}.${parameter.name}` });
}

/**
 * Weights as inputs of the graph, under their own names: for graphs whose weights change from run to run, and for
 * those that only serve to be inspected.
 */
export function weightInputs(g: NetworkBuilder): Weights {
  const inputs = new Map<string, Value>();
  return ({ name, shape }) => {
    const weight = inputs.get(name) ?? g.input(name, 'float32', shape);
    inputs.set(name, weight);
    return weight;
  };
}

/** @returns what `build` declares, in that order. */
export function declaredParameters(build: (g: NetworkBuilder, weights: Weights) => void): Parameters {
  const g = new NetworkBuilder('declaration');
  const inputs = weightInputs(g);
  const declared = new Map<string, Parameter>();
  build(g, (parameter) => {
    // A module that is used twice has the place of its first use.
    if (!declared.has(parameter.name)) declared.set(parameter.name, parameter);
    return inputs(parameter);
  });
  return declared;
}
