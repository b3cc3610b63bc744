/** An interface for tests: speaks the contract with a studio in the same process, over copies as a real line does. */
import type { EventName, Events } from '../../shared/contract/events.ts';
import type { Channel, FromStudio, ToStudio } from '../../shared/contract/messages.ts';
import type { Params, Progress, RequestName, Result } from '../../shared/contract/requests.ts';
import { PendingRequests } from '../../shared/pending-requests.ts';

export class ContractClient {
  /** The studio's end of the line. */
  readonly channel: Channel<FromStudio, ToStudio>;
  /** All that came, in order. */
  readonly received: FromStudio[] = [];
  readonly #pending = new PendingRequests();
  readonly #watchers = new Set<(message: FromStudio) => void>();
  #toStudio: (message: ToStudio) => void = () => undefined;
  #closed: () => void = () => undefined;

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
    onProgress?: (value: Progress<R>) => void,
  ): Promise<Result<R>> & { readonly id: number } {
    let id = 0;
    const send = (assigned: number) => {
      id = assigned;
      this.raw({ kind: 'request', id, name, params });
    };
    const answer = this.#pending.start<Result<R>, Progress<R>>(send, { onProgress });
    return Object.assign(answer, { id });
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
    if (message.kind !== 'event') this.#pending.receive(message);
  }
}
