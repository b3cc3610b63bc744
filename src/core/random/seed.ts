import { TrilemmaError } from '../../shared/errors.ts';
import { wordsOf64 } from './words.ts';

declare const seedBrand: unique symbol;

/** The number that all random numbers of a picture follow from: whole, 0..2^64-1. A decimal string in JSON. */
export type Seed = bigint & { readonly [seedBrand]: true };

const SEED_COUNT = 2n ** 64n;
const DECIMAL_OR_HEX = /^(?:\d+|0x[\da-f]+)$/i;
/** The longest input worth reading: more digits than any seed has, even with some zeros in front. */
const MAX_INPUT_LENGTH = 40;

function isSeed(value: bigint): value is Seed {
  return value >= 0n && value < SEED_COUNT;
}

/**
 * Reads a seed that a person typed, or that a recipe holds: decimal, or hexadecimal after `0x`.
 *
 * @throws TrilemmaError 'usage' when the text is no whole number or lies outside 0..2^64-1
 */
export function parseSeed(text: string): Seed {
  const input = text.trim();
  if (input.length <= MAX_INPUT_LENGTH && DECIMAL_OR_HEX.test(input)) {
    const value = BigInt(input);
    if (isSeed(value)) return value;
  }
  const shown = input.length <= MAX_INPUT_LENGTH ? input : `${input.slice(0, MAX_INPUT_LENGTH)}...`;
  throw new TrilemmaError(
    'usage',
    `"${shown}" is not a seed: give a whole number from 0 to ${SEED_COUNT - 1n}, or 0x and up to 16 hexadecimal digits.`,
  );
}

/** The form that recipes hold: decimal, without leading zeros. */
export function formatSeed(seed: Seed): string {
  return seed.toString(10);
}

/** The seed `low + 2^32 high`, from two unsigned words such as a platform's entropy source gives. */
export function seedFromWords(low: number, high: number): Seed {
  return wrapped((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));
}

/** The low and the high word of a seed, in that order: words 0 and 1 of the generator's key. */
export function seedWords(seed: Seed): readonly [low: number, high: number] {
  return wordsOf64(seed);
}

/**
 * The seed of picture `i` of a batch: `first + i` mod 2^64, so that a batch's pictures can be made again alone.
 *
 * @param i a whole number from 0
 */
export function pictureSeed(first: Seed, i: number): Seed {
  return wrapped(first + BigInt(i));
}

function wrapped(value: bigint): Seed {
  return BigInt.asUintN(64, value) as Seed;
}
