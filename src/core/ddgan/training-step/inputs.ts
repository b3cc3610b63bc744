/** The inputs of training steps: a network's parameters, a batch, and its random numbers. */
import { type GeneratorConfig, sampleShape } from '../../../shared/models/architecture.ts';
import type { Value } from '../../onnx/graph.ts';
import type { NetworkBuilder } from '../../onnx/network-builder.ts';
import { AUGMENTATION_NUMBERS } from '../augmentation-draws.ts';
import type { Parameters } from '../parameters.ts';
import type { Draws } from './losses.ts';

/** Parameters by their names in the network. */
export type ParameterInputs = ReadonlyMap<string, Value>;

/** @param network `G` or `D`, which the inputs' names begin with. */
export function parameterInputs(g: NetworkBuilder, network: string, parameters: Parameters): ParameterInputs {
  return new Map(
    [...parameters].map(([name, { shape }]) => [name, g.input(`${network}.${name}`, 'float32', shape)]),
  );
}

export function drawInputs(g: NetworkBuilder, config: GeneratorConfig, batch: number): Draws {
  const pictures = (name: string) => g.input(name, 'float32', [batch, ...sampleShape(config)]);
  return {
    x_0: pictures('x_0'),
    t: g.input('t', 'int64', [batch]),
    noise_t: pictures('noise_t'),
    noise_tp1: pictures('noise_tp1'),
    noise_post: pictures('noise_post'),
    z: g.input('z', 'float32', [batch, config.nz]),
  };
}

/** The numbers of an augmentation, one row a picture. */
export function augmentationInput(g: NetworkBuilder, name: string, batch: number): Value {
  return g.input(name, 'float32', [batch, AUGMENTATION_NUMBERS.length]);
}
