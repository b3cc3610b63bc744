/**
 * Work that costs about as much for many as for one, such as waiting for the disk: what comes while a batch is under
 * way goes together as the next.
 */
export class WriteBatches<In, Out> {
  readonly #work: (batch: readonly In[]) => Promise<readonly PromiseSettledResult<Out>[]>;
  readonly #most: number;
  #waiting: ({ readonly item: In } & PromiseWithResolvers<Out>)[] = [];
  #running: Promise<void> | undefined;

  /** @param work gives one outcome for each of at most `most` items, in their order. */
  constructor(work: (batch: readonly In[]) => Promise<readonly PromiseSettledResult<Out>[]>, most: number) {
    this.#work = work;
    this.#most = most;
  }

  add(item: In): Promise<Out> {
    const waiting = { item, ...Promise.withResolvers<Out>() };
    this.#waiting.push(waiting);
    this.#running ??= this.#run();
    return waiting.promise;
  }

  /** Waits until nothing is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Those that come in the same breath go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#most);
      try {
        const outcomes = await this.#work(batch.map(({ item }) => item));
        batch.forEach(({ resolve, reject }, i) => {
          const outcome = outcomes[i]!;
          if (outcome.status === 'fulfilled') resolve(outcome.value);
          else reject(outcome.reason);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = undefined;
  }
}
