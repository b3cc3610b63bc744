/**
 * Philox4x32-10: a bijection of a 128-bit counter under a 64-bit key, statistically as good as independent
 * uniform words. Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
 * section 3.3 and table 2.
 */
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;
const ROUNDS = 10;

/** Words that one counter value yields. */
export const WORDS_PER_BLOCK = 4;

/**
 * Writes the block that belongs to a counter.
 *
 * @param counter four words, word 0 first
 * @param key two words, word 0 first
 * @param out receives the block at `offset`; room beyond its end is not written
 */
export function philox4x32(counter: Uint32Array, key: Uint32Array, out: Uint32Array, offset: number): void {
  let c0 = counter[0]! | 0;
  let c1 = counter[1]! | 0;
  let c2 = counter[2]! | 0;
  let c3 = counter[3]! | 0;
  let k0 = key[0]! | 0;
  let k1 = key[1]! | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + KEY_STEP_0) | 0;
    k1 = (k1 + KEY_STEP_1) | 0;
  }
  out[offset] = c0;
  out[offset + 1] = c1;
  out[offset + 2] = c2;
  out[offset + 3] = c3;
}

/**
 * The upper 32 bits of a 32 x 32 -> 64 bit product, both factors read as unsigned. A double holds 53 bits, so
 * the product is put together from four products of 16-bit halves, none of which leaves 32 bits.
 */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const lowLow = Math.imul(aLow, bLow);
  const cross = (Math.imul(aHigh, bLow) >>> 0) + (lowLow >>> 16);
  const middle = (Math.imul(aLow, bHigh) >>> 0) + (cross & 0xffff);
  return (Math.imul(aHigh, bHigh) + (cross >>> 16) + (middle >>> 16)) | 0;
}
