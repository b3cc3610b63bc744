/**
 * Requests that wait for their answers. Every line of the app, to another process or thread, works alike: a request
 * carries a number, and whatever answers it carries the same number.
 */
import { assertNever } from './assert-never.ts';
import { type ErrorCode, TrilemmaError } from './errors.ts';

/** What comes back for a request: any number of progress messages, then one result or one error. */
export type RequestAnswer =
  | { readonly kind: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly code: ErrorCode; readonly message: string };

export interface RequestOptions<Progress> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((value: Progress) => void) | undefined;
}

interface PendingRequest {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((value: never) => void) | undefined;
  readonly stopListening: () => void;
}

export class PendingRequests {
  readonly #pending = new Map<number, PendingRequest>();
  readonly #onAbort: (id: number) => void;
  #nextId = 1;

  /**
   * @param onAbort called when the signal of a pending request is aborted, usually to pass that on. The request stays
   *   pending until it is answered or `fail` is called.
   */
  constructor(onAbort: (id: number) => void = () => undefined) {
    this.#onAbort = onAbort;
  }

  get size(): number {
    return this.#pending.size;
  }

  /**
   * Makes a request.
   *
   * @param send sends it with the number that its answers will carry; not called if the signal is already aborted
   * @throws {TrilemmaError} `cancelled` if the signal is already aborted; the error that answers the request
   * @throws what `send` throws, as a rejection
   */
  start<Result, Progress = never>(
    send: (id: number) => void,
    { signal, onProgress }: RequestOptions<Progress> = {},
  ): Promise<Result> {
    if (signal?.aborted === true) return Promise.reject(cancelled());
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const abort = () => this.#onAbort(id);
    signal?.addEventListener('abort', abort);
    const stopListening = () => signal?.removeEventListener('abort', abort);
    this.#pending.set(id, { resolve, reject, onProgress, stopListening });
    try {
      send(id);
    } catch (error) {
      this.fail(id, error);
    }
    return promise;
  }

  /** Passes an answer on to its request. Answers to requests that are no longer pending are ignored. */
  receive(answer: RequestAnswer): void {
    switch (answer.kind) {
      case 'progress':
        this.#pending.get(answer.id)?.onProgress?.(answer.value as never);
        return;
      case 'result':
        this.#settle(answer.id)?.resolve(answer.value as never);
        return;
      case 'error':
        this.fail(answer.id, new TrilemmaError(answer.code, answer.message));
        return;
      default:
        assertNever(answer);
    }
  }

  /** Rejects one request, whatever answers come for it later. */
  fail(id: number, error: unknown): void {
    this.#settle(id)?.reject(error);
  }

  /** Rejects every pending request, as when the line is lost. */
  failAll(error: unknown): void {
    for (const id of [...this.#pending.keys()]) this.fail(id, error);
  }

  #settle(id: number): PendingRequest | undefined {
    const request = this.#pending.get(id);
    this.#pending.delete(id);
    request?.stopListening();
    return request;
  }
}

export function cancelled(): TrilemmaError {
  return new TrilemmaError('cancelled', 'Cancelled.');
}
