/** Things that are made side by side, and used in the order in which their making began. */
export class InOrder {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param made under way already
   * @param use called after those of all earlier calls; later ones do not wait for what it begins.
   * @returns what `use` gives. @throws as `made` and `use` do; what comes later is used all the same.
   */
  run<T, R>(made: Promise<T>, use: (value: T) => Promise<R>): Promise<R> {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    this.#last = Promise.allSettled([made, this.#last]).then(([outcome]) => {
      if (outcome.status === 'fulfilled') resolve(use(outcome.value));
      else reject(outcome.reason);
    });
    return promise;
  }

  /** Waits until all that was made is in use. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
