const MAX_DEPTH = 200;
/** Between two presses of an arrow key that belong together. */
const NEXT_PRESS_MS = 800;

/** One value with its past and future. Values are immutable; changes while a control is held are one step. */
export class History<T> {
  #past = $state.raw<readonly T[]>([]);
  #present: T;
  #future = $state.raw<readonly T[]>([]);
  /** The value before the change that is under way. */
  #held: { readonly control: string; readonly before: T } | undefined;
  #ending: ReturnType<typeof setTimeout> | undefined;

  constructor(initial: T) {
    this.#present = $state.raw(initial);
  }

  get value(): T {
    return this.#present;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** A change of its own. */
  set(value: T): void {
    this.commit();
    this.#remember(this.#present);
    this.#present = value;
  }

  /** A change that goes on, as while a slider is dragged. @param control its name: another one ends the step. */
  hold(control: string, value: T): void {
    clearTimeout(this.#ending);
    if (control !== this.#held?.control) this.commit();
    this.#held ??= { control, before: this.#present };
    this.#present = value;
  }

  /** A control was let go. Its step ends a moment later, so that presses of a key one after another are one step. */
  letGo(): void {
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => this.commit(), NEXT_PRESS_MS);
  }

  /** Ends the step of the control that is held or was last. */
  commit(): void {
    clearTimeout(this.#ending);
    if (this.#held === undefined) return;
    const { before } = this.#held;
    this.#held = undefined;
    if (before !== this.#present) this.#remember(before);
  }

  undo(): void {
    this.commit();
    const before = this.#past.at(-1);
    if (before === undefined) return;
    this.#past = this.#past.slice(0, -1);
    this.#future = [this.#present, ...this.#future];
    this.#present = before;
  }

  redo(): void {
    this.commit();
    const [after, ...rest] = this.#future;
    if (after === undefined) return;
    this.#past = [...this.#past, this.#present];
    this.#future = rest;
    this.#present = after;
  }

  #remember(value: T): void {
    this.#past = [...this.#past, value].slice(-MAX_DEPTH);
    this.#future = [];
  }
}
