/** An interface for tests: speaks the contract with a studio in the same process, over copies as a real line does. */
import type { EventName, Events } from '../../shared/contract/events.ts';
import type { Channel, FromStudio, ToStudio } from '../../shared/contract/messages.ts';
import type { Params, Progress, RequestName, Result } from '../../shared/contract/requests.ts';
import { TrilemmaError } from '../../shared/errors.ts';

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: (value: never) => void;
}

export class ContractClient {
  /** The studio's end of the line. */
  readonly channel: Channel<FromStudio, ToStudio>;
  /** All that came, in order. */
  readonly received: FromStudio[] = [];
  readonly #pending = new Map<number, Pending>();
  readonly #watchers = new Set<(message: FromStudio) => void>();
  #toStudio: (message: ToStudio) => void = () => undefined;
  #closed: () => void = () => undefined;
  #nextId = 1;

  constructor() {
    this.channel = {
      send: (message) => this.#receive(structuredClone(message)),
      onMessage: (listener) => (this.#toStudio = listener),
      onClose: (listener) => (this.#closed = listener),
    };
  }

  request<R extends RequestName>(
    name: R,
    params: Params<R>,
    onProgress: (value: Progress<R>) => void = () => undefined,
  ): Promise<Result<R>> & { readonly id: number } {
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<Result<R>>();
    this.#pending.set(id, { resolve, reject, onProgress });
    this.raw({ kind: 'request', id, name, params });
    return Object.assign(promise, { id });
  }

  cancel(id: number): void {
    this.raw({ kind: 'cancel', id });
  }

  /** Sends anything. */
  raw(message: unknown): void {
    this.#toStudio(structuredClone(message) as ToStudio);
  }

  close(): void {
    this.#closed();
  }

  /** The payloads of the events that came so far. */
  events<E extends EventName>(name: E): Events[E][] {
    return this.received.flatMap((message) =>
      message.kind === 'event' && message.name === name ? [message.payload as Events[E]] : [],
    );
  }

  /** The first event from now on that `holds`. */
  async next<E extends EventName>(
    name: E,
    holds: (payload: Events[E]) => boolean = () => true,
  ): Promise<Events[E]> {
    const { promise, resolve } = Promise.withResolvers<Events[E]>();
    const watcher = (message: FromStudio) => {
      if (message.kind !== 'event' || message.name !== name) return;
      if (holds(message.payload as Events[E])) resolve(message.payload as Events[E]);
    };
    this.#watchers.add(watcher);
    try {
      return await promise;
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  #receive(message: FromStudio): void {
    this.received.push(message);
    for (const watcher of this.#watchers) watcher(message);
    if (message.kind === 'event') return;
    const pending = this.#pending.get(message.id);
    if (message.kind === 'progress') {
      pending?.onProgress(message.value as never);
      return;
    }
    this.#pending.delete(message.id);
    if (message.kind === 'result') pending?.resolve(message.value as never);
    else pending?.reject(new TrilemmaError(message.code, message.message));
  }
}
