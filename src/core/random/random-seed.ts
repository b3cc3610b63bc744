import { formatSeed, type Seed, seedFromWords } from './seed.ts';

/** A seed from the platform's source of randomness: each of the 2^64 is as likely. */
export function randomSeed(): Seed {
  const [low, high] = crypto.getRandomValues(new Uint32Array(2));
  return seedFromWords(low!, high!);
}

/** A random seed in the form that recipes hold. */
export function randomSeedText(): string {
  return formatSeed(randomSeed());
}
