const MOST_NAMES = 4000;

/** Short names for long keys, such as those of pictures. A forgotten name is never given to another key. */
export class ShortNames {
  readonly #names = new Map<string, number>();
  #next = 0;

  of(key: string): number {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    if (this.#names.size >= MOST_NAMES) this.#names.clear();
    const name = this.#next++;
    this.#names.set(key, name);
    return name;
  }
}
