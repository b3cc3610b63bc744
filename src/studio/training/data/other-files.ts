/** Files that are no pictures, counted by the endings of their names. */
import { extname } from 'node:path';
import type { DataReport } from '../../../shared/training.ts';

/** The report names so many endings. */
const MOST_ENDINGS = 10;

export class OtherFiles {
  readonly #counts = new Map<string, number>();

  /** @param file its name or path */
  add(file: string): void {
    const ending = extname(file).toLowerCase();
    this.#counts.set(ending, (this.#counts.get(ending) ?? 0) + 1);
  }

  /** The most frequent first; those of rare endings together, as the last. */
  counts(): DataReport['others'] {
    const sorted = [...this.#counts]
      .map(([ending, count]) => ({ ending, count }))
      .sort((a, b) => b.count - a.count || (a.ending < b.ending ? -1 : 1));
    const rest = sorted.slice(MOST_ENDINGS).reduce((sum, { count }) => sum + count, 0);
    const named = sorted.slice(0, MOST_ENDINGS);
    return rest === 0 ? named : [...named, { ending: null, count: rest }];
  }
}
