export type Column = readonly (number | null)[];

/**
 * Running average with exponentially falling weights, without the pull towards zero at its start. Gaps stay gaps and
 * are passed over.
 *
 * @param amount 0 leaves the values as they are; near 1, a value weighs little against all before it
 */
export function smooth(values: Column, amount: number): Column {
  if (amount <= 0) return values;
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    if (value === null) return null;
    sum = amount * sum + (1 - amount) * value;
    weight = amount * weight + (1 - amount);
    return sum / weight;
  });
}
