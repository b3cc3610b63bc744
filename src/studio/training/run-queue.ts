/** Runs that compute or wait: one computes at a time, in the order in which they came. */
import type { StartEngine } from '../../engine/client.ts';
import type { RunState } from '../../shared/training.ts';
import { goneError } from '../../platform/held-folders.ts';
import { lockFile } from '../database/lock.ts';
import type { EventHub } from '../interface/event-hub.ts';
import type { PackCache } from './data/pack-cache.ts';
import { type EndReason, executeRun, stateAfter } from './execute-run.ts';
import { LiveRun } from './live-run.ts';
import type { RunFolder } from './run-folder.ts';

const STOPPED = { status: 'stopped' } as const;
const PAUSED = { status: 'paused', reason: 'user', message: 'Paused.' } as const;

interface QueueDependencies {
  readonly packs: PackCache;
  readonly events: EventHub;
  readonly startEngine?: StartEngine | undefined;
  /** True if training runs at the lowest priority of the machine. */
  readonly inBackground: boolean;
  readonly closeWithinMs: number;
}

interface Execution {
  readonly id: string;
  readonly abort: AbortController;
}

export class RunQueue implements AsyncDisposable {
  readonly #dependencies: QueueDependencies;
  /** In the order of their turns. */
  readonly #live = new Map<string, LiveRun>();
  readonly #unwritten = new Map<string, RunState>();
  #execution: Execution | undefined;
  #working: Promise<void> | undefined;
  #closing = false;

  constructor(dependencies: QueueDependencies) {
    this.#dependencies = dependencies;
  }

  /** A run that computes or waits. */
  find(id: string): LiveRun | undefined {
    return this.#live.get(id);
  }

  /** Ids of the runs that wait or compute. */
  ids(): readonly string[] {
    return [...this.#live.keys()];
  }

  /** How a run ended where that could not be written down, as on a full disk. */
  unwrittenEnd(id: string): RunState | undefined {
    return this.#unwritten.get(id);
  }

  /** Call it when a newer state of the run is written down. */
  forgetEnd(id: string): void {
    this.#unwritten.delete(id);
  }

  async add(id: string, folder: RunFolder): Promise<void> {
    const live = await LiveRun.open(folder, this.#dependencies.events);
    this.#live.set(id, live);
    this.#dependencies.events.emit('training', live.run);
    if (!this.#closing) this.#working ??= this.#work();
  }

  /** Ends a run of the queue, after the step that it computes. @returns false where it is not in the queue. */
  async end(id: string, reason: EndReason): Promise<boolean> {
    const live = this.#live.get(id);
    if (live === undefined) return false;
    if (this.#execution?.id === id) {
      this.#execution.abort.abort(reason);
      return true;
    }
    this.#live.delete(id);
    await live.change({ state: reason === 'stop' ? STOPPED : PAUSED });
    live.close();
    return true;
  }

  /** Pauses what computes, with a checkpoint. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    this.#execution?.abort.abort('closed' satisfies EndReason);
    await this.#working;
  }

  async #work(): Promise<void> {
    // So that who starts a run has its answer before the run's next event.
    await Promise.resolve();
    for (;;) {
      const [next] = this.#live;
      if (next === undefined || this.#closing) break;
      await this.#execute(...next);
    }
    this.#working = undefined;
  }

  async #execute(id: string, run: LiveRun): Promise<void> {
    const abort = new AbortController();
    this.#execution = { id, abort };
    const { packs, startEngine, inBackground, closeWithinMs } = this.#dependencies;
    const { signal } = abort;
    try {
      using lock = lockFile(run.folder.lockPath);
      if (lock !== undefined) {
        await executeRun(run, { packs, startEngine, inBackground, closeWithinMs, signal });
      }
    } catch (error) {
      // Its folder is missing.
      run.show(stateAfter(goneError(run.folder.path) ?? error, signal));
    }
    this.#execution = undefined;
    const { state } = run.run;
    if (state !== run.record.state) this.#unwritten.set(id, state);
    // It may have been queued again since it ended.
    if (this.#live.get(id) === run) this.#live.delete(id);
    run.close();
  }
}
