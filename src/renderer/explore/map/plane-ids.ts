/** Short names for long keys. */
export class PlaneIds {
  readonly #ids = new Map<string, number>();

  of(key: string): number {
    const id = this.#ids.get(key) ?? this.#ids.size;
    this.#ids.set(key, id);
    return id;
  }
}
