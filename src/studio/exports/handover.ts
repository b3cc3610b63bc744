type Given<T> = { readonly value: T } & PromiseWithResolvers<undefined>;

/**
 * Passes values from one who makes them to one who takes them in a loop, one at a time: who gives a value goes on when
 * the taker asks for the next, and is done with this one.
 */
export class Handover<T> implements AsyncIterable<T> {
  #given: Given<T> | undefined;
  /** What the taker has in hand. */
  #taken: Given<T> | undefined;
  #arrived = Promise.withResolvers<undefined>();
  #end: { readonly reason?: unknown } | undefined;
  #isClosed = false;

  /** @throws where the taker is gone. Call it again only when it has returned. */
  async give(value: T): Promise<void> {
    if (this.#isClosed) throw new Error('nobody takes what is handed over');
    const given = { value, ...Promise.withResolvers<undefined>() };
    this.#given = given;
    this.#arrived.resolve(undefined);
    await given.promise;
  }

  /** Nothing more comes. */
  end(): void {
    this.#end = {};
    this.#arrived.resolve(undefined);
  }

  /** Ends the taker's loop with a failure. */
  fail(reason: unknown): void {
    this.#end = { reason };
    this.#arrived.resolve(undefined);
  }

  /** The taker is gone: whoever gives or waits is told so. */
  close(): void {
    this.#isClosed = true;
    const error = new Error('nobody takes what is handed over');
    for (const given of [this.#given, this.#taken]) given?.reject(error);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      await this.#arrived.promise;
      const given = this.#given;
      if (given === undefined) {
        if (this.#end !== undefined && 'reason' in this.#end) throw this.#end.reason;
        return;
      }
      this.#given = undefined;
      this.#taken = given;
      this.#arrived = Promise.withResolvers<undefined>();
      yield given.value;
      this.#taken = undefined;
      given.resolve(undefined);
    }
  }
}
