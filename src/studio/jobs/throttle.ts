/** Passes on the latest of many values, at most one in so many milliseconds. */
export class Throttle<T> {
  readonly #pass: (value: T) => void;
  readonly #everyMs: number;
  #waiting: { readonly value: T } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(everyMs: number, pass: (value: T) => void) {
    this.#everyMs = everyMs;
    this.#pass = pass;
  }

  /** The first goes at once; of those that come too soon, the latest goes when it is time. */
  push(value: T): void {
    if (this.#timer !== undefined) {
      this.#waiting = { value };
      return;
    }
    this.#pass(value);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting !== undefined) this.push(waiting.value);
    }, this.#everyMs);
    this.#timer.unref();
  }

  /** Drops what waits. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = undefined;
  }
}
