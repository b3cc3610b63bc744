/** Graphs with the weights of a checkpoint file in them. */
import { readDdganCheckpoint, findDiscriminator } from '../core/checkpoint/networks/ddgan-checkpoint.ts';
import type { ByteSource } from '../core/checkpoint/byte-source.ts';
import type { TensorReader } from '../core/checkpoint/checkpoint.ts';
import { compareTensors } from '../core/checkpoint/networks/compare-tensors.ts';
import { openCheckpoint } from '../core/checkpoint/open.ts';
import { fadedWeights } from '../core/ddgan/cross-fade.ts';
import { discriminatorGraph, discriminatorParameters } from '../core/ddgan/discriminator.ts';
import { generatorGraph, generatorParameters, mappingGraph, samplingGraph } from '../core/ddgan/generator.ts';
import type { Weights } from '../core/ddgan/parameters.ts';
import type { Graph } from '../core/onnx/graph.ts';
import type { NetworkBuilder } from '../core/onnx/network-builder.ts';
import { randomStream } from '../core/random/stream.ts';
import { parseSeed } from '../core/random/seed.ts';
import type { DiscriminatorConfig, GeneratorConfig } from '../shared/models/architecture.ts';
import { TrilemmaError } from '../shared/errors.ts';
import type { WeightsKind } from '../shared/models/model-card.ts';
import { openFileSource } from '../platform/file-source.ts';
import type { ModelFile } from './protocol.ts';

/** Constants with a checkpoint's values. @param prefix of their names in the graph */
function constants(tensors: TensorReader, prefix = ''): (g: NetworkBuilder) => Weights {
  return (g) =>
    ({ name, shape }) =>
      g.initializer(prefix + name, 'float32', shape, tensors.float32(name));
}

/** The generator of a checkpoint, from its averaged weights unless the raw ones are asked for. */
export function generatorFromFile(path: string, config: GeneratorConfig, weights?: WeightsKind): Graph {
  using source = openFileSource(path);
  return generatorGraph(config, generatorWeights(source, config, weights));
}

/**
 * As {@link generatorFromFile}, with a change of w as further inputs, and with the amount of {@link fadedWeights} where
 * the model has another one to go towards.
 */
export function samplerFromFile({ path, architecture, weights, towards }: ModelFile): Graph {
  using source = openFileSource(path);
  if (towards === undefined)
    return samplingGraph(architecture, generatorWeights(source, architecture, weights));
  using other = openFileSource(towards);
  const from = generatorWeights(source, architecture, weights, 'from/');
  const to = generatorWeights(other, architecture, undefined, 'to/');
  return samplingGraph(architecture, (g) => fadedWeights(g, from(g), to(g)));
}

/** The mapping z -> w of a checkpoint's generator. */
export function mappingFromFile(path: string, config: GeneratorConfig): Graph {
  using source = openFileSource(path);
  return mappingGraph(config, generatorWeights(source, config));
}

function generatorWeights(source: ByteSource, config: GeneratorConfig, weights?: string, prefix = '') {
  const { generator } = readDdganCheckpoint(openCheckpoint(source), weights);
  compareTensors('generator', generator.tensors, generatorParameters(config));
  return constants(generator, prefix);
}

export function discriminatorFromFile(path: string, config: DiscriminatorConfig, batch: number): Graph {
  using source = openFileSource(path);
  const discriminator = findDiscriminator(openCheckpoint(source));
  if (discriminator === undefined) {
    throw new TrilemmaError('architecture', 'The checkpoint holds no discriminator.');
  }
  compareTensors('discriminator', discriminator.tensors, discriminatorParameters(config));
  return discriminatorGraph(config, constants(discriminator), batch);
}

/** A generator with random weights, for measuring: time does not depend on their values. */
export function randomGenerator(config: GeneratorConfig): Graph {
  const seed = parseSeed('1');
  return generatorGraph(config, (g) => ({ name, shape }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const fanIn = Math.max(1, size / shape[0]!);
    const values = randomStream(seed, name.replace(/[^\w.-]/g, '_')).normals(size);
    return g.initializer(
      name,
      'float32',
      shape,
      values.map((value) => value / Math.sqrt(fanIn)),
    );
  });
}
