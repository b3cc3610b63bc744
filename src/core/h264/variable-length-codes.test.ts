import { describe, expect, it } from 'vitest';
import {
  CHROMA_DC_TOKENS,
  CHROMA_DC_TOTAL_ZEROS,
  type Code,
  COEFFICIENT_TOKENS,
  manyCoefficients,
  RUNS_BEFORE,
  TOTAL_ZEROS,
} from './variable-length-codes.ts';

const many = Array.from({ length: 17 }, (_, count) =>
  Array.from({ length: Math.min(3, count) + 1 }, (__, ones) => manyCoefficients(count, ones)),
);

/** Codes that may stand in the same place. */
const PLACES: Readonly<Record<string, readonly Code[]>> = {
  ...Object.fromEntries([...COEFFICIENT_TOKENS, many].map((table, i) => [`coeff_token ${i}`, table.flat()])),
  'coeff_token of chroma DC': CHROMA_DC_TOKENS.flat(),
  ...Object.fromEntries(TOTAL_ZEROS.map((row, i) => [`total_zeros after ${i + 1}`, row])),
  ...Object.fromEntries(CHROMA_DC_TOTAL_ZEROS.map((row, i) => [`total_zeros of chroma after ${i + 1}`, row])),
  ...Object.fromEntries(RUNS_BEFORE.map((row, i) => [`run_before of ${i + 1}`, row])),
};

describe('codes', () => {
  it.each(Object.entries(PLACES))('%s: none is the beginning of another', (_, codes) => {
    const texts = codes.map(({ length, bits }) => bits.toString(2).padStart(length, '0'));
    expect(texts.map((text) => text.length)).toEqual(codes.map(({ length }) => length));
    for (const text of texts) expect(texts.filter((other) => other.startsWith(text))).toEqual([text]);
  });

  it('has as many as the standard', () => {
    expect(COEFFICIENT_TOKENS.map((table) => table.flat().length)).toEqual([62, 62, 62]);
    expect(TOTAL_ZEROS.map((row) => row.length)).toEqual([
      16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2,
    ]);
    expect(RUNS_BEFORE.map((row) => row.length)).toEqual([2, 3, 4, 5, 6, 7, 15]);
  });
});
