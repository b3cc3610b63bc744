/** A block's quantised coefficients as bits: context-adaptive variable-length coding (ITU-T H.264, clause 9.2). */
import type { BitWriter } from './bit-writer.ts';
import {
  CHROMA_DC_TOKENS,
  CHROMA_DC_TOTAL_ZEROS,
  COEFFICIENT_TOKENS,
  manyCoefficients,
  RUNS_BEFORE,
  TOTAL_ZEROS,
} from './variable-length-codes.ts';

/** Stands for how many coefficients the neighbours have, where a block has no such neighbours: chroma's DC. */
export const CHROMA_DC = -1;

/** Bits of the longest code of a level: larger levels have none (clause 9.2.2.1, level_prefix up to 15). */
const ESCAPE_BITS = 12;

/** Places of the coefficients that are not 0, from the last on. */
const places = new Uint8Array(16);

/**
 * Writes the coefficients of one block.
 *
 * @param levels quantised coefficients, in the order in which they are scanned
 * @param first of this block's in `levels`
 * @param size how many there are: 4, 15 or 16
 * @param neighbours how many coefficients the blocks beside have (`nC`), or {@link CHROMA_DC}
 * @returns false where a level is too large to have a code; what was written is of no use then.
 */
export function writeCoefficients(
  bits: BitWriter,
  levels: Int32Array,
  first: number,
  size: number,
  neighbours: number,
): boolean {
  let count = 0;
  for (let k = size - 1; k >= 0; k--) if (levels[first + k] !== 0) places[count++] = k;
  let ones = 0;
  while (ones < Math.min(3, count) && Math.abs(levels[first + places[ones]!]!) === 1) ones++;
  const token = tokenOf(neighbours, count, ones);
  bits.put(token.bits, token.length);
  if (count === 0) return true;
  for (let k = 0; k < ones; k++) bits.put(levels[first + places[k]!]! < 0 ? 1 : 0, 1);
  let suffixLength = count > 10 && ones < 3 ? 1 : 0;
  for (let k = ones; k < count; k++) {
    const level = levels[first + places[k]!]!;
    let code = level > 0 ? 2 * level - 2 : -2 * level - 1;
    if (k === ones && ones < 3) code -= 2;
    if (!writeLevel(bits, code, suffixLength)) return false;
    if (suffixLength === 0) suffixLength = 1;
    if (Math.abs(level) > 3 << (suffixLength - 1) && suffixLength < 6) suffixLength++;
  }
  writeZeros(bits, count, size);
  return true;
}

function tokenOf(neighbours: number, count: number, ones: number) {
  if (neighbours === CHROMA_DC) return CHROMA_DC_TOKENS[count]![ones]!;
  if (neighbours >= 8) return manyCoefficients(count, ones);
  return COEFFICIENT_TOKENS[neighbours < 2 ? 0 : neighbours < 4 ? 1 : 2][count]![ones]!;
}

/** `level_prefix` and `level_suffix` (clauses 7.3.5.3.2 and 9.2.2.1). */
function writeLevel(bits: BitWriter, code: number, suffixLength: number): boolean {
  const plain = suffixLength === 0 ? 14 : 15 << suffixLength;
  if (code < plain) {
    bits.put(1, (code >> suffixLength) + 1);
    bits.put(code & ((1 << suffixLength) - 1), suffixLength);
    return true;
  }
  if (suffixLength === 0 && code < 30) {
    bits.put(1, 15);
    bits.put(code - 14, 4);
    return true;
  }
  const rest = code - (suffixLength === 0 ? 30 : plain);
  bits.put(1, 16);
  bits.put(rest & ((1 << ESCAPE_BITS) - 1), ESCAPE_BITS);
  return rest < 1 << ESCAPE_BITS;
}

/** The zeros between the coefficients. */
function writeZeros(bits: BitWriter, count: number, size: number): void {
  let zeros = places[0]! + 1 - count;
  if (count < size) {
    const code = (size === 4 ? CHROMA_DC_TOTAL_ZEROS : TOTAL_ZEROS)[count - 1]![zeros]!;
    bits.put(code.bits, code.length);
  }
  for (let k = 0; k < count - 1 && zeros > 0; k++) {
    const run = places[k]! - places[k + 1]! - 1;
    const code = RUNS_BEFORE[Math.min(zeros, 7) - 1]![run]!;
    bits.put(code.bits, code.length);
    zeros -= run;
  }
}
