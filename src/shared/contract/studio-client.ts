/** A client of the studio: requests that return promises, and events. It does not know the host that is between them. */
import { TrilemmaError } from '../errors.ts';
import { cancelled, PendingRequests, type RequestOptions } from '../pending-requests.ts';
import type { EventName, Events } from './events.ts';
import type { Channel, FromStudio, ToStudio } from './messages.ts';
import type { Params, Progress, RequestName, Result } from './requests.ts';

type Listener = (payload: never) => void;

export class StudioClient {
  readonly #pending = new PendingRequests((id) => {
    this.#channel?.send({ kind: 'cancel', id });
    this.#pending.fail(id, cancelled());
  });
  readonly #listeners = new Map<EventName, Set<Listener>>();
  #channel: Channel<ToStudio, FromStudio> | undefined;

  /** Uses a channel, in place of one that was lost. Requests that were pending have failed by then. */
  connect(channel: Channel<ToStudio, FromStudio>): void {
    this.#channel = channel;
    channel.onMessage((message) => this.#receive(message));
    channel.onClose(() => {
      if (this.#channel !== channel) return;
      this.#channel = undefined;
      this.#pending.failAll(disconnected());
    });
  }

  /**
   * @throws {TrilemmaError} `cancelled` as soon as the signal is aborted, `disconnected` without a channel, and
   *   whatever the studio reports.
   */
  request<R extends RequestName>(
    name: R,
    params: Params<R>,
    options?: RequestOptions<Progress<R>>,
  ): Promise<Result<R>> {
    const channel = this.#channel;
    if (channel === undefined) return Promise.reject(disconnected());
    return this.#pending.start((id) => channel.send({ kind: 'request', id, name, params }), options);
  }

  /** @returns a function that stops the listening. */
  on<E extends EventName>(name: E, listener: (payload: Events[E]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #receive(message: FromStudio): void {
    if (message.kind !== 'event') this.#pending.receive(message);
    else for (const listener of this.#listeners.get(message.name) ?? []) listener(message.payload as never);
  }
}

function disconnected(): TrilemmaError {
  return new TrilemmaError(
    'disconnected',
    'The studio does not answer. It may have been closed: start it again.',
  );
}
