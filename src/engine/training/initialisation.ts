import type { Parameters } from '../../core/ddgan/parameters.ts';
import type { Seed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';

/** Weights of a network that has not learnt yet. Each parameter has a stream of its own, `train.network.name`. */
export function initialWeights(
  parameters: Parameters,
  seed: Seed,
  network: 'generator' | 'discriminator',
): ReadonlyMap<string, Float32Array> {
  return new Map(
    [...parameters].map(([name, { shape, initialiser }]) => [
      name,
      initialiser(shape, randomStream(seed, `train.${network}.${name}`)),
    ]),
  );
}
