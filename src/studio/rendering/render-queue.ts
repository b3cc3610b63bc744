/**
 * The one way by which samplings go to the engine, which computes one request after another: work is cut into chunks,
 * and before each the most urgent request takes its turn.
 */
import type { EngineClient } from '../../engine/client.ts';
import type { Priority } from '../../shared/contract/priority.ts';
import type { DeviceChoice } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { EngineDeaths } from '../engine-deaths.ts';
import { Pace } from './pace.ts';
import { PriorityLine } from './priority-line.ts';
import { renderPictures, type RenderOptions } from './render-pictures.ts';
import { networkKey, type WantedPicture } from './wanted-picture.ts';

export interface RenderRequest extends Omit<RenderOptions, 'onDone'> {
  /** One at least, of any models: neighbours that one network computes go to the engine together. */
  readonly pictures: readonly WantedPicture[];
  readonly priority: Priority;
  readonly signal: AbortSignal;
}

interface Waiting extends PromiseWithResolvers<DeviceChoice> {
  readonly request: RenderRequest;
  readonly stopListening: () => void;
  /** Pictures that are done. */
  done: number;
  readonly deaths: EngineDeaths;
}

export class RenderQueue {
  readonly #engine: EngineClient;
  readonly #pace: Pick<Pace, 'chunkSize' | 'measured'>;
  readonly #line = new PriorityLine<Waiting>();
  readonly #closing = new AbortController();
  /** The request of which the engine computes a chunk now. */
  #current: Waiting | undefined;
  #working: Promise<void> | undefined;

  constructor(engine: EngineClient, pace: Pick<Pace, 'chunkSize' | 'measured'> = new Pace()) {
    this.#engine = engine;
    this.#pace = pace;
  }

  /**
   * Pictures, as soon as nothing more urgent waits. When the engine dies, it goes on with a new one.
   *
   * @returns the device that was used.
   * @throws {TrilemmaError} `cancelled` after the signal: at once where the request waits, within one denoising step
   *   where it is computed; `engine-died` where it died twice in a row without a picture; `disconnected` when the
   *   queue is closed; whatever the engine reports or a picture's callback throws.
   */
  render(request: RenderRequest): Promise<DeviceChoice> {
    const { signal, priority } = request;
    if (this.#closing.signal.aborted) return Promise.reject(closed());
    if (signal.aborted) return Promise.reject(cancelled());
    const cancel = () => {
      if (this.#current !== waiting) this.#settle(waiting, () => waiting.reject(cancelled()));
    };
    const waiting: Waiting = {
      ...Promise.withResolvers<DeviceChoice>(),
      request,
      stopListening: () => signal.removeEventListener('abort', cancel),
      done: 0,
      deaths: new EngineDeaths(),
    };
    signal.addEventListener('abort', cancel);
    this.#line.add(waiting, priority);
    this.#working ??= this.#work();
    return waiting.promise;
  }

  /** Waits until nothing is computed and nothing waits. @throws {TrilemmaError} `cancelled` after the signal. */
  async idle(signal: AbortSignal): Promise<void> {
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = () => reject(cancelled());
    signal.addEventListener('abort', abort);
    try {
      while (this.#working !== undefined) {
        if (signal.aborted) throw cancelled();
        await Promise.race([this.#working, aborted]);
      }
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Ends all that waits and all that runs; resolves when nothing is computed any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const waiting of [...this.#line]) {
      if (waiting !== this.#current) this.#settle(waiting, () => waiting.reject(closed()));
    }
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let next = this.#line.first(); next !== undefined; next = this.#line.first()) {
      this.#current = next;
      await this.#computeChunk(next);
      this.#current = undefined;
    }
    this.#working = undefined;
  }

  async #computeChunk(waiting: Waiting): Promise<void> {
    const { request } = waiting;
    const { pictures, device, steps } = request;
    const network = networkKey(pictures[waiting.done]!);
    const kind = `${network} ${device} ${steps}`;
    const most = pictures.slice(waiting.done, waiting.done + this.#pace.chunkSize(kind));
    const next = most.findIndex((picture) => networkKey(picture) !== network);
    const chunk = next === -1 ? most : most.slice(0, next);
    const started = performance.now();
    try {
      const choice = await renderPictures(this.#engine, {
        ...request,
        pictures: chunk,
        signal: AbortSignal.any([request.signal, this.#closing.signal]),
        onDone: () => {
          waiting.done += 1;
          waiting.deaths.progressed();
        },
      });
      this.#pace.measured(kind, chunk.length, (performance.now() - started) / 1000);
      if (waiting.done === pictures.length) this.#settle(waiting, () => waiting.resolve(choice));
      else if (request.signal.aborted) throw cancelled();
      else if (this.#closing.signal.aborted) throw closed();
    } catch (error) {
      const reason = this.#closing.signal.aborted ? closed() : error;
      if (waiting.deaths.mayRetry(reason) && !request.signal.aborted) return;
      this.#settle(waiting, () => waiting.reject(reason));
    }
  }

  #settle(waiting: Waiting, end: () => void): void {
    this.#line.remove(waiting);
    waiting.stopListening();
    end();
  }
}

function cancelled(): TrilemmaError {
  return new TrilemmaError('cancelled', 'Cancelled.');
}

function closed(): TrilemmaError {
  return new TrilemmaError('disconnected', 'The studio was closed.');
}
