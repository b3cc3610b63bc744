import type { Column } from './smooth.ts';

export interface Rows {
  /** Ascending. */
  readonly x: readonly number[];
  /** Each as long as `x`. */
  readonly ys: readonly Column[];
}

/**
 * At most about `count` rows that draw the same lines: each stretch of rows becomes two that hold its extremes, in the
 * order in which they come, so that no peak is lost.
 */
export function decimate(rows: Rows, count: number): Rows {
  const { length } = rows.x;
  if (length <= count) return rows;
  const size = Math.ceil((2 * length) / count);
  const starts = Array.from({ length: Math.ceil(length / size) }, (_, i) => i * size);
  const ends = starts.map((start) => Math.min(start + size, length));
  return {
    x: starts.flatMap((start, i) => [rows.x[start]!, rows.x[ends[i]! - 1]!]),
    ys: rows.ys.map((column) => starts.flatMap((start, i) => extremes(column, start, ends[i]!))),
  };
}

function extremes(column: Column, start: number, end: number): readonly [number | null, number | null] {
  let least = -1;
  let most = -1;
  for (let i = start; i < end; i++) {
    const value = column[i] ?? null;
    if (value === null) continue;
    if (least < 0 || value < column[least]!) least = i;
    if (most < 0 || value > column[most]!) most = i;
  }
  if (least < 0) return [null, null];
  const first = column[Math.min(least, most)]!;
  const second = column[Math.max(least, most)]!;
  return [first, second];
}
