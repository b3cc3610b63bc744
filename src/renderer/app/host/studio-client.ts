/** The studio as the interface sees it: requests that return promises, and events. It does not know the host. */
import { assertNever } from '../../../shared/assert-never.ts';
import type { EventName, Events } from '../../../shared/contract/events.ts';
import type { Channel, FromStudio, ToStudio } from '../../../shared/contract/messages.ts';
import type { Params, Progress, RequestName, Result } from '../../../shared/contract/requests.ts';
import { TrilemmaError } from '../../../shared/errors.ts';

export interface RequestOptions<R extends RequestName> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (value: Progress<R>) => void;
}

interface Pending {
  resolve(value: never): void;
  reject(error: Error): void;
  readonly onProgress: ((value: never) => void) | undefined;
  readonly stopListening: () => void;
}

type Listener = (payload: never) => void;

export class StudioClient {
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<EventName, Set<Listener>>();
  #channel: Channel<ToStudio, FromStudio> | undefined;
  #nextId = 1;

  /** Takes up a line, in place of one that was lost. What waited for an answer has failed by then. */
  connect(channel: Channel<ToStudio, FromStudio>): void {
    this.#channel = channel;
    channel.onMessage((message) => this.#receive(message));
    channel.onClose(() => {
      if (this.#channel !== channel) return;
      this.#channel = undefined;
      for (const id of [...this.#pending.keys()])
        this.#settle(id, (pending) => pending.reject(disconnected()));
    });
  }

  /**
   * @throws {TrilemmaError} `cancelled` as soon as `signal` is aborted, `disconnected` without a line, and whatever
   *   the studio reports.
   */
  request<R extends RequestName>(
    name: R,
    params: Params<R>,
    { signal, onProgress }: RequestOptions<R> = {},
  ): Promise<Result<R>> {
    const channel = this.#channel;
    if (channel === undefined) return Promise.reject(disconnected());
    if (signal?.aborted === true) return Promise.reject(cancelled());
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<Result<R>>();
    const cancel = () => {
      channel.send({ kind: 'cancel', id });
      this.#settle(id, (pending) => pending.reject(cancelled()));
    };
    signal?.addEventListener('abort', cancel);
    this.#pending.set(id, {
      resolve,
      reject,
      onProgress,
      stopListening: () => signal?.removeEventListener('abort', cancel),
    });
    channel.send({ kind: 'request', id, name, params });
    return promise;
  }

  /** @returns what ends the listening. */
  on<E extends EventName>(name: E, listener: (payload: Events[E]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #receive(message: FromStudio): void {
    switch (message.kind) {
      case 'event':
        for (const listener of this.#listeners.get(message.name) ?? []) listener(message.payload as never);
        return;
      case 'progress':
        this.#pending.get(message.id)?.onProgress?.(message.value as never);
        return;
      case 'result':
        this.#settle(message.id, (pending) => pending.resolve(message.value as never));
        return;
      case 'error':
        this.#settle(message.id, (pending) =>
          pending.reject(new TrilemmaError(message.code, message.message)),
        );
        return;
      default:
        assertNever(message);
    }
  }

  #settle(id: number, end: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    pending.stopListening();
    end(pending);
  }
}

function disconnected(): TrilemmaError {
  return new TrilemmaError(
    'disconnected',
    'The studio does not answer. It may have been closed: start it again.',
  );
}

function cancelled(): TrilemmaError {
  return new TrilemmaError('cancelled', 'Cancelled.');
}
