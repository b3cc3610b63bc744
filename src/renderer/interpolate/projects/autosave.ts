/** Saves a value a moment after its last change; what is saved meanwhile is not lost, and nothing is saved twice. */
export class Autosave<T> {
  readonly #save: (value: T) => Promise<unknown>;
  readonly #onerror: (error: unknown) => void;
  readonly #afterMs: number;
  #unsaved: { readonly value: T } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(save: (value: T) => Promise<unknown>, onerror: (error: unknown) => void, afterMs: number) {
    this.#save = save;
    this.#onerror = onerror;
    this.#afterMs = afterMs;
  }

  set(value: T): void {
    this.#unsaved = { value };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), this.#afterMs);
  }

  /** Saves at once what is not saved yet. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const unsaved = this.#unsaved;
    if (unsaved === undefined) return;
    this.#unsaved = undefined;
    try {
      await this.#save(unsaved.value);
    } catch (error) {
      this.#onerror(error);
    }
  }
}
