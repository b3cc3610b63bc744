/** The layers that networks are made of, with the names and shapes that PyTorch gives to their parameters. */
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { channelsOf } from './feature.ts';
import { type Initialiser, ones, varianceScaling, zeros } from './initialisers.ts';
import type { Weights } from './parameters.ts';

interface Layer {
  readonly weight: Value;
  readonly bias: Value;
}

/**
 * A linear layer, applied: x [n, from] -> [n, to].
 * @param initialiser of the biases
 */
export function linear(
  g: NetworkBuilder,
  weights: Weights,
  x: Value,
  to: number,
  initialiser: Initialiser = zeros,
): Value {
  const shape = [to, channelsOf(x)];
  const weight = weights({ name: 'weight', shape, initialiser: varianceScaling });
  return g.linear(x, weight, weights({ name: 'bias', shape: [to], initialiser }));
}

/**
 * Parameters of a convolution: weight [to, from, side, side] and bias [to].
 * @param initialiser of the weight
 */
export function convolution(
  weights: Weights,
  [from, to, side]: readonly [from: number, to: number, side: number],
  initialiser: Initialiser = varianceScaling,
): Layer {
  return {
    weight: weights({ name: 'weight', shape: [to, from, side, side], initialiser }),
    bias: weights({ name: 'bias', shape: [to], initialiser: zeros }),
  };
}

/** Parameters of a plain normalisation: factors and shifts, both [channels]. */
export function affine(weights: Weights, channels: number): Layer {
  return {
    weight: weights({ name: 'weight', shape: [channels], initialiser: ones }),
    bias: weights({ name: 'bias', shape: [channels], initialiser: zeros }),
  };
}
