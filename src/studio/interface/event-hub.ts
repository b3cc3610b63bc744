import type { EventName, Events } from '../../shared/contract/events.ts';

export type StudioEvent = {
  [E in EventName]: { readonly name: E; readonly payload: Events[E] };
}[EventName];

/** Passes events from the services to every interface that listens. */
export class EventHub {
  readonly #listeners = new Set<(event: StudioEvent) => void>();

  emit<E extends EventName>(name: E, payload: Events[E]): void {
    for (const listener of this.#listeners) listener({ name, payload } as StudioEvent);
  }

  /** @returns what ends the listening. */
  listen(listener: (event: StudioEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
