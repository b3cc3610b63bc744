/** Neighbours in a list that have something in common. */
export interface Run<T> {
  /** Index of the first of them in the list. */
  readonly first: number;
  readonly items: readonly T[];
}

/** A list cut where the key changes. */
export function runsOf<T>(list: readonly T[], keyOf: (item: T) => unknown): readonly Run<T>[] {
  const starts = [...list.keys()].filter((i) => i === 0 || keyOf(list[i]!) !== keyOf(list[i - 1]!));
  return starts.map((first, i) => ({ first, items: list.slice(first, starts[i + 1]) }));
}
