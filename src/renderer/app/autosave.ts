/** Saves a value a moment after its last change, and each change once. */
export class Autosave<T> {
  readonly #save: (value: T) => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  readonly #afterMs: number;
  #unsaved: T | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(save: (value: T) => Promise<unknown>, onError: (error: unknown) => void, afterMs: number) {
    this.#save = save;
    this.#onError = onError;
    this.#afterMs = afterMs;
  }

  /** What is not saved yet. */
  get unsaved(): T | undefined {
    return this.#unsaved;
  }

  /** @param value replaces what is not saved yet */
  set(value: T): void {
    this.#unsaved = value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), this.#afterMs);
  }

  /** Saves at once what is not saved yet. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const value = this.#unsaved;
    if (value === undefined) return;
    this.#unsaved = undefined;
    try {
      await this.#save(value);
    } catch (error) {
      this.#onError(error);
    }
  }
}
