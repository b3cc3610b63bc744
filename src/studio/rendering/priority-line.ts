import { PRIORITIES, type Priority } from '../../shared/contract/priority.ts';

/** Those who wait: by priority, and first come first served within one. Who is not removed keeps the place. */
export class PriorityLine<T> {
  /** Sets keep the order in which their members came. */
  readonly #waiting: Readonly<Record<Priority, Set<T>>> = {
    preview: new Set(),
    view: new Set(),
    batch: new Set(),
  };

  add(member: T, priority: Priority): void {
    this.#waiting[priority].add(member);
  }

  remove(member: T): void {
    for (const priority of PRIORITIES) this.#waiting[priority].delete(member);
  }

  /** Whose turn it is. */
  first(): T | undefined {
    for (const priority of PRIORITIES) {
      for (const member of this.#waiting[priority]) return member;
    }
    return undefined;
  }

  /** All, in the order of their turns. */
  *[Symbol.iterator](): Generator<T> {
    for (const priority of PRIORITIES) yield* this.#waiting[priority];
  }
}
