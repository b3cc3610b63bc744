/**
 * The one way by which samplings go to the engine, which computes one request after another: work is cut into chunks,
 * and before each the most urgent request takes its turn.
 */
import type { EngineClient } from '../../engine/client.ts';
import type { Priority } from '../../shared/contract/priority.ts';
import type { Device, DeviceChoice } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { Picture, Pixels } from '../../shared/picture.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import { type NetworkPicture, toScreenPixels } from '../pictures/pixels.ts';
import { renderPictures } from './render-pictures.ts';
import { Pace } from './pace.ts';
import { PriorityLine } from './priority-line.ts';

export interface RenderRequest {
  readonly model: Model;
  /** Whose weights those of the pictures fade into; all of them then say how far. */
  readonly towards?: Model | undefined;
  /** Denoising steps T. */
  readonly steps: number;
  readonly device: Device;
  readonly pictures: readonly LatentRecipe[];
  /** Pictures computed together; as many as fit when left out. */
  readonly batch?: number | undefined;
  readonly priority: Priority;
  /** Whether steps are told with their prediction of x_0. */
  readonly previews: boolean;
  readonly signal: AbortSignal;
  /** Called for each picture and step; again after the engine died in between. */
  onStep?(index: number, step: number, preview: Pixels | undefined): void;
  /** Called once for each picture, by rising index. @param image the same as the network gave it. */
  onPicture(index: number, picture: Picture, image: NetworkPicture): void;
}

interface Waiting extends PromiseWithResolvers<DeviceChoice> {
  readonly request: RenderRequest;
  readonly stopListening: () => void;
  /** Pictures that are done. */
  done: number;
  /** Engines that died since the last picture was done. */
  deaths: number;
}

/** An engine that dies so often in a row without a picture dies of the request. */
const MOST_DEATHS = 2;

export class RenderQueue {
  readonly #engine: EngineClient;
  readonly #pace: Pick<Pace, 'chunkSize' | 'measured'>;
  readonly #line = new PriorityLine<Waiting>();
  readonly #closing = new AbortController();
  /** What the engine computes now. */
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
   *   queue is closed; whatever the engine reports.
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
      deaths: 0,
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
    const { model, towards, device, steps } = request;
    const kind = [model.card.sha256, towards?.card.sha256 ?? '', device, steps].join(' ');
    const count = Math.min(this.#pace.chunkSize(kind), request.pictures.length - waiting.done);
    const started = performance.now();
    try {
      const choice = await this.#compute(waiting, count);
      this.#pace.measured(kind, count, (performance.now() - started) / 1000);
      if (waiting.done === request.pictures.length) this.#settle(waiting, () => waiting.resolve(choice));
      else if (request.signal.aborted) throw cancelled();
      else if (this.#closing.signal.aborted) throw closed();
    } catch (error) {
      const reason = this.#closing.signal.aborted ? closed() : error;
      if (reason instanceof TrilemmaError && reason.code === 'engine-died') {
        waiting.deaths += 1;
        if (waiting.deaths < MOST_DEATHS && !request.signal.aborted) return;
      }
      this.#settle(waiting, () => waiting.reject(reason));
    }
  }

  async #compute(waiting: Waiting, count: number): Promise<DeviceChoice> {
    const { request, done: start } = waiting;
    // What a listener throws would otherwise end the process: it is called from the engine's messages.
    const failing = new AbortController();
    let failure: unknown;
    const guarded = (action: () => void) => {
      try {
        if (!failing.signal.aborted) action();
      } catch (error) {
        failure = error;
        failing.abort();
      }
    };
    try {
      const choice = await renderPictures(this.#engine, {
        model: request.model,
        towards: request.towards,
        steps: request.steps,
        pictures: request.pictures.slice(start, start + count),
        device: request.device,
        batch: request.batch,
        signal: AbortSignal.any([request.signal, this.#closing.signal, failing.signal]),
        previews: request.previews,
        onStep: ({ first, count: pictures, step, x_0 }) =>
          guarded(() => {
            for (let i = 0; i < pictures; i++) {
              const preview = x_0?.[i];
              const pixels = preview === undefined ? undefined : toScreenPixels(preview);
              request.onStep?.(start + first + i, step, pixels);
            }
          }),
        onPicture: (index, { image, recipe }) =>
          guarded(() => {
            const picture = { ...toScreenPixels(image), recipe };
            waiting.done = start + index + 1;
            waiting.deaths = 0;
            request.onPicture(start + index, picture, image);
          }),
      });
      if (failing.signal.aborted) throw failure;
      return choice;
    } catch (error) {
      throw failing.signal.aborted ? failure : error;
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
