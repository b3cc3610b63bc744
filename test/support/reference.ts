/** Reference files: one network's weights, inputs, and the outputs that decide (docs/ddgan.md, section 6). */
import { readFileSync } from 'node:fs';
import { inferDiscriminator, inferGenerator } from '../../src/core/checkpoint/networks/architecture.ts';
import { bytesSource } from '../../src/core/checkpoint/byte-source.ts';
import type { Checkpoint, TensorReader } from '../../src/core/checkpoint/checkpoint.ts';
import {
  findDiscriminator,
  readDdganCheckpoint,
} from '../../src/core/checkpoint/networks/ddgan-checkpoint.ts';
import { openCheckpoint } from '../../src/core/checkpoint/open.ts';
import { statedConfig } from '../../src/core/checkpoint/networks/stated-config.ts';
import type { Weights } from '../../src/core/ddgan/parameters.ts';
import type { NetworkBuilder } from '../../src/core/onnx/network-builder.ts';
import type { DiscriminatorConfig, GeneratorConfig } from '../../src/shared/models/architecture.ts';
import type { Feed, Feeds } from './run-graph.ts';

export interface Reference<Config> {
  readonly config: Config;
  readonly weights: (g: NetworkBuilder) => Weights;
  /** By the names of the graph's inputs. */
  readonly inputs: Feeds;
  readonly expected: (name: string) => Float32Array;
}

/** @param path below test/fixtures. */
export function openFixture(path: string): Checkpoint {
  return openCheckpoint(bytesSource(readFileSync(new URL(`../fixtures/${path}`, import.meta.url))));
}

/** @param path below test/fixtures, without its extension. */
export function generatorReference(path: string): Reference<GeneratorConfig> {
  const checkpoint = openFixture(`${path}.safetensors`);
  const { generator, stated } = readDdganCheckpoint(checkpoint);
  return { config: inferGenerator(generator.tensors, { stated }), ...contents(checkpoint, generator) };
}

/** As `generatorReference`. */
export function discriminatorReference(path: string): Reference<DiscriminatorConfig> {
  const checkpoint = openFixture(`${path}.safetensors`);
  const discriminator = findDiscriminator(checkpoint);
  if (discriminator === undefined) throw new Error(`${path} holds no discriminator`);
  const config = inferDiscriminator(discriminator.tensors, { stated: statedConfig(checkpoint) });
  return { config, ...contents(checkpoint, discriminator) };
}

function contents(checkpoint: Checkpoint, network: TensorReader) {
  const inputs: [string, Feed][] = [];
  for (const { name, dtype, shape } of checkpoint.tensors.values()) {
    if (!name.startsWith('input.')) continue;
    const values = checkpoint.float32(name);
    const data = dtype === 'I64' ? BigInt64Array.from(values, (value) => BigInt(value)) : values;
    inputs.push([name.slice('input.'.length), { data, shape }]);
  }
  return {
    weights:
      (g: NetworkBuilder): Weights =>
      ({ name }) =>
        g.initializer(name, 'float32', network.tensors.get(name)?.shape ?? [], network.float32(name)),
    inputs: Object.fromEntries(inputs),
    expected: (name: string) => checkpoint.float32(`expected.${name}`),
  };
}
