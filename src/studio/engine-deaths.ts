/** Work that is tried again when the engine died: the reason may have been something else. */
import { TrilemmaError } from '../shared/errors.ts';

/** Counts the engines that died in a row, to give up work that kills them. */
export class EngineDeaths {
  readonly #most: number;
  #count = 0;

  /** @param most with so many deaths in a row, the work is given up. */
  constructor(most = 2) {
    this.#most = most;
  }

  /** Call it when the work came further than before. */
  progressed(): void {
    this.#count = 0;
  }

  /** True if work that failed with this error should be tried again. Call it once for each failure. */
  mayRetry(error: unknown): boolean {
    if (!(error instanceof TrilemmaError) || error.code !== 'engine-died') return false;
    this.#count += 1;
    return this.#count < this.#most;
  }
}

/** Tries once more when the engine died. */
export async function survivingTheEngine<T>(attempt: () => Promise<T>): Promise<T> {
  const deaths = new EngineDeaths();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!deaths.mayRetry(error)) throw error;
    }
  }
}
