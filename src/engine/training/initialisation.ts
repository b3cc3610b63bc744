/**
 * Weights of networks that have not learnt yet (docs/ddgan.md, section 4): variance scaling, fan average, uniform.
 */
import type { DiscriminatorConfig, GeneratorConfig } from '../../shared/models/architecture.ts';
import {
  expectedDiscriminatorTensors,
  expectedGeneratorTensors,
  type TensorShapes,
} from '../../core/checkpoint/networks/expected-tensors.ts';
import type { Seed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';

/** In place of 0: outputs start near, but not at, zero. */
const NEAR_ZERO = 1e-10;

type Weights = ReadonlyMap<string, Float32Array>;

export function newGenerator(config: GeneratorConfig, seed: Seed): Weights {
  const shapes = expectedGeneratorTensors(config);
  const last = Math.max(
    ...[...shapes.keys()].map((name) => Number(/^all_modules\.(\d+)/.exec(name)?.[1] ?? 0)),
  );
  const isNearZero = (name: string) =>
    name.endsWith('.Conv_1.weight') || name.endsWith('.NIN_3.W') || name === `all_modules.${last}.weight`;
  return drawn(shapes, seed, 'generator', isNearZero);
}

export function newDiscriminator(config: DiscriminatorConfig, seed: Seed): Weights {
  const isNearZero = (name: string) =>
    name.endsWith('.conv2.0.weight') || (name === 'final_conv.weight' && config.variant !== 'large');
  return drawn(expectedDiscriminatorTensors(config), seed, 'discriminator', isNearZero);
}

function drawn(
  shapes: TensorShapes,
  seed: Seed,
  network: string,
  isNearZero: (name: string) => boolean,
): Weights {
  const isNorm = (name: string) => shapes.get(name)!.length === 1 && name.endsWith('.weight');
  return new Map(
    [...shapes].map(([name, shape]) => {
      if (isNorm(name)) return [name, new Float32Array(shape[0]!).fill(1)];
      if (shape.length === 1) return [name, biases(name, shape[0]!)];
      const [to = 1, from = 1, ...kernel] = shape;
      const places = kernel.reduce((a, b) => a * b, 1);
      const bound = Math.sqrt((6 * (isNearZero(name) ? NEAR_ZERO : 1)) / ((from + to) * places));
      const uniforms = randomStream(seed, `train.${network}.${name}`).uniforms(to * from * places);
      return [name, uniforms.map((draw) => (2 * draw - 1) * bound)];
    }),
  );
}

/** A style's biases are the factors of the normalised channels, 1 at first, then their shifts. */
function biases(name: string, size: number): Float32Array {
  const values = new Float32Array(size);
  return name.endsWith('.style.bias') ? values.fill(1, 0, size / 2) : values;
}
