/**
 * Seconds that are left, from the rate since the first progress: what comes before it, such as loading, is no rate. Where
 * less is done than before, other work has begun, such as writing after drawing, with a rate of its own.
 */
export class RemainingTime {
  #start: { readonly at: number; readonly done: number } | undefined;
  #latest = 0;

  /**
   * @param now seconds, of a clock that does not go back.
   * @returns null until there is a rate.
   */
  after(now: number, done: number, total: number): number | null {
    if (done < this.#latest) this.#start = undefined;
    this.#latest = done;
    this.#start ??= { at: now, done };
    const gained = done - this.#start.done;
    const elapsed = now - this.#start.at;
    if (gained <= 0 || elapsed <= 0) return null;
    return ((total - done) * elapsed) / gained;
  }
}
