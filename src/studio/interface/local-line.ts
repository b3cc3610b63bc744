/** A line to the studio in its own process, for programs that are no interface for people. */
import type { EventName, Events } from '../../shared/contract/events.ts';
import type { Channel, FromStudio, ToStudio } from '../../shared/contract/messages.ts';
import type { Params, RequestName, Result } from '../../shared/contract/requests.ts';
import { TrilemmaError } from '../../shared/errors.ts';

export class LocalLine implements Disposable {
  /** The studio's end. */
  readonly channel: Channel<FromStudio, ToStudio>;
  readonly #pending = new Map<number, PromiseWithResolvers<never>>();
  readonly #listeners = new Map<EventName, (payload: never) => void>();
  #toStudio: (message: ToStudio) => void = () => undefined;
  #close: () => void = () => undefined;
  #nextId = 1;

  constructor() {
    this.channel = {
      send: (message) => this.#receive(message),
      onMessage: (listener) => (this.#toStudio = listener),
      onClose: (listener) => (this.#close = listener),
    };
  }

  /** @throws {TrilemmaError} what the studio answers. */
  request<R extends RequestName>(name: R, params: Params<R>): Promise<Result<R>> {
    const id = this.#nextId++;
    const pending = Promise.withResolvers<never>();
    this.#pending.set(id, pending);
    this.#toStudio({ kind: 'request', id, name, params });
    return pending.promise;
  }

  /** Calls the listener, the only one of that event, from now on. */
  on<E extends EventName>(name: E, listener: (payload: Events[E]) => void): void {
    this.#listeners.set(name, listener);
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  #receive(message: FromStudio): void {
    switch (message.kind) {
      case 'event':
        this.#listeners.get(message.name)?.(message.payload as never);
        return;
      case 'progress':
        return;
      case 'result':
        this.#settle(message.id)?.resolve(message.value as never);
        return;
      case 'error':
        this.#settle(message.id)?.reject(new TrilemmaError(message.code, message.message));
    }
  }

  #settle(id: number): PromiseWithResolvers<never> | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}
