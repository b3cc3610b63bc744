/** Questions that are asked for many at once: what is added in one breath goes together, and each key once. */
export class UniqueBatches<T> {
  readonly #work: (batch: readonly (readonly [key: string, value: T])[]) => Promise<void>;
  readonly #most: number;
  readonly #waiting = new Map<string, T>();
  #isRunning = false;

  /** @param work takes at most `most` at once, and does not fail. */
  constructor(work: (batch: readonly (readonly [key: string, value: T])[]) => Promise<void>, most: number) {
    this.#work = work;
    this.#most = most;
  }

  get isIdle(): boolean {
    return !this.#isRunning;
  }

  /** What waits under that key already, or is under way, is not added again. */
  add(key: string, value: T): void {
    if (this.#waiting.has(key)) return;
    this.#waiting.set(key, value);
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, this.#most);
      await this.#work(batch);
      for (const [key] of batch) this.#waiting.delete(key);
    }
    this.#isRunning = false;
  }
}
