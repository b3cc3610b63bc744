/** How much to ask for at once: more while answers come quickly, less while they come slowly, within limits. */
export class RequestSize {
  readonly #most: number;
  readonly #quickMs: number;
  #size: number;

  /** @param quickMs an answer that comes sooner doubles the size; one that takes three times as long halves it */
  constructor(first: number, most: number, quickMs: number) {
    this.#size = first;
    this.#most = most;
    this.#quickMs = quickMs;
  }

  get value(): number {
    return this.#size;
  }

  /** @param ms time from the last request to its answer */
  answered(ms: number): void {
    if (ms < this.#quickMs) this.#size = Math.min(this.#most, this.#size * 2);
    else if (ms > 3 * this.#quickMs) this.#size = Math.max(1, Math.floor(this.#size / 2));
  }
}
