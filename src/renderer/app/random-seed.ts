import { formatSeed, type Seed, seedFromWords } from '../../core/random/seed.ts';

export function randomSeed(): Seed {
  const [low, high] = crypto.getRandomValues(new Uint32Array(2));
  return seedFromWords(low!, high!);
}

export function randomSeedText(): string {
  return formatSeed(randomSeed());
}
