/** Codes of transform coefficients: ITU-T H.264, tables 9-5 and 9-7 to 9-10, as lengths and values of their bits. */
export interface Code {
  readonly length: number;
  readonly bits: number;
}

/** Both tables have the same rows. */
function codes(lengths: string, bits: string): readonly (readonly Code[])[] {
  const rows = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((row) => row.trim().split(/\s+/).map(Number));
  const values = rows(bits);
  return rows(lengths).map((row, y) => row.map((length, x) => ({ length, bits: values[y]![x]! })));
}

/**
 * `coeff_token` (table 9-5): how many coefficients are not 0, and how many of the last ones are 1 or -1. One table for
 * each range of how many the neighbours have: below 2, below 4, below 8. From 8 on the code has six bits,
 * {@link manyCoefficients}. Rows are counts of coefficients, columns of trailing ones.
 */
export const COEFFICIENT_TOKENS = [
  codes(
    `1
     6 2
     8 6 3
     9 8 7 5
     10 9 8 6
     11 10 9 7
     13 11 10 8
     13 13 11 9
     13 13 13 10
     14 14 13 11
     14 14 14 13
     15 15 14 14
     15 15 15 14
     16 15 15 15
     16 16 16 15
     16 16 16 16
     16 16 16 16`,
    `1
     5 1
     7 4 1
     7 6 5 3
     7 6 5 3
     7 6 5 4
     15 6 5 4
     11 14 5 4
     8 10 13 4
     15 14 9 4
     11 10 13 12
     15 14 9 12
     11 10 13 8
     15 1 9 12
     11 14 13 8
     7 10 9 12
     4 6 5 8`,
  ),
  codes(
    `2
     6 2
     6 5 3
     7 6 6 4
     8 6 6 4
     8 7 7 5
     9 8 8 6
     11 9 9 6
     11 11 11 7
     12 11 11 9
     12 12 12 11
     12 12 12 11
     13 13 13 12
     13 13 13 13
     13 14 13 13
     14 14 14 13
     14 14 14 14`,
    `3
     11 2
     7 7 3
     7 10 9 5
     7 6 5 4
     4 6 5 6
     7 6 5 8
     15 6 5 4
     11 14 13 4
     15 10 9 4
     11 14 13 12
     8 10 9 8
     15 14 13 12
     11 10 9 12
     7 11 6 8
     9 8 10 1
     7 6 5 4`,
  ),
  codes(
    `4
     6 4
     6 5 4
     6 5 5 4
     7 5 5 4
     7 5 5 4
     7 6 6 4
     7 6 6 4
     8 7 7 5
     8 8 7 6
     9 8 8 7
     9 9 8 8
     9 9 9 8
     10 9 9 9
     10 10 10 10
     10 10 10 10
     10 10 10 10`,
    `15
     15 14
     11 15 13
     8 12 14 12
     15 10 11 11
     11 8 9 10
     9 14 13 9
     8 10 9 8
     15 14 13 13
     11 14 10 12
     15 10 13 12
     11 14 9 12
     8 10 13 8
     13 7 9 12
     9 12 11 10
     5 8 7 6
     1 4 3 2`,
  ),
] as const;

/** `coeff_token` where the neighbours have eight coefficients or more. */
export function manyCoefficients(count: number, trailingOnes: number): Code {
  return { length: 6, bits: count === 0 ? 3 : ((count - 1) << 2) | trailingOnes };
}

/** `coeff_token` of the four DC coefficients of chroma. */
export const CHROMA_DC_TOKENS = codes(
  `2
   6 1
   6 6 3
   6 7 7 6
   6 8 8 7`,
  `1
   7 1
   4 6 1
   3 3 2 5
   2 3 2 0`,
);

/** `total_zeros` (tables 9-7 and 9-8). Rows are counts of coefficients, from 1; columns zeros before the last of them. */
export const TOTAL_ZEROS = codes(
  `1 3 3 4 4 5 5 6 6 7 7 8 8 9 9 9
   3 3 3 3 3 4 4 4 4 5 5 6 6 6 6
   4 3 3 3 4 4 3 3 4 5 5 6 5 6
   5 3 4 4 3 3 3 4 3 4 5 5 5
   4 4 4 3 3 3 3 3 4 5 4 5
   6 5 3 3 3 3 3 3 4 3 6
   6 5 3 3 3 2 3 4 3 6
   6 4 5 3 2 2 3 3 6
   6 6 4 2 2 3 2 5
   5 5 3 2 2 2 4
   4 4 3 3 1 3
   4 4 2 1 3
   3 3 1 2
   2 2 1
   1 1`,
  `1 3 2 3 2 3 2 3 2 3 2 3 2 3 2 1
   7 6 5 4 3 5 4 3 2 3 2 3 2 1 0
   5 7 6 5 4 3 4 3 2 3 2 1 1 0
   3 7 5 4 6 5 4 3 3 2 2 1 0
   5 4 3 7 6 5 4 3 2 1 1 0
   1 1 7 6 5 4 3 2 1 1 0
   1 1 5 4 3 3 2 1 1 0
   1 1 1 3 3 2 2 1 0
   1 0 1 3 2 1 1 1
   1 0 1 3 2 1 1
   0 1 1 2 1 3
   0 1 1 1 1
   0 1 1 1
   0 1 1
   0 1`,
);

/** `total_zeros` of chroma's DC coefficients (table 9-9 a). */
export const CHROMA_DC_TOTAL_ZEROS = codes(
  `1 2 3 3
   1 2 2
   1 1`,
  `1 1 1 0
   1 1 0
   1 0`,
);

/** `run_before` (table 9-10). Rows are zeros left, from 1 to 7 or more; columns zeros right before a coefficient. */
export const RUNS_BEFORE = codes(
  `1 1
   1 2 2
   2 2 2 2
   2 2 2 3 3
   2 2 3 3 3 3
   2 3 3 3 3 3 3
   3 3 3 3 3 3 3 4 5 6 7 8 9 10 11`,
  `1 0
   1 1 0
   3 2 1 0
   3 2 1 1 0
   3 2 3 2 1 0
   3 0 1 3 2 5 4
   7 6 5 4 3 2 1 1 1 1 1 1 1 1 1`,
);
