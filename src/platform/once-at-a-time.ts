/** Work that several may ask for while it is under way: it is done once, and all get what came of it. */
export class OnceAtATime<T> {
  readonly #running = new Map<string, Promise<T>>();

  /** @param key what tells one piece of work from another */
  run(key: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const begun = work().finally(() => this.#running.delete(key));
    this.#running.set(key, begun);
    return begun;
  }
}
