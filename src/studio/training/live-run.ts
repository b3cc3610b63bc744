/** A run that computes or waits for its turn, in memory; its changes go out as events. */
import { aloneSteps } from '../../engine/training/protocol.ts';
import type { TrainingMetrics, TrainingRun, RunState } from '../../shared/training.ts';
import type { EventHub } from '../interface/event-hub.ts';
import { RemainingTime } from '../jobs/remaining-time.ts';
import { Throttle } from '../jobs/throttle.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';

/** More often, no one reads it. */
const REPORT_EVERY_MS = 250;

export class LiveRun {
  readonly folder: RunFolder;
  readonly #events: EventHub;
  readonly #stateThrottle: Throttle<null>;
  readonly #metricsThrottle: Throttle<null>;
  #record: RunRecord;
  #state: RunState;
  /** True if the present state has been sent to listeners. */
  #isReported = true;
  #time = new RemainingTime();
  #step: number;
  #checkpoints: readonly number[];
  #samples: readonly number[];
  /** Not in the database yet. */
  #pending: TrainingMetrics[] = [];
  /** Those of the pending that listeners do not have yet. */
  #unreported: TrainingMetrics[] = [];

  private constructor(folder: RunFolder, record: RunRecord, files: Files, events: EventHub) {
    this.folder = folder;
    this.#record = record;
    this.#state = record.state;
    this.#events = events;
    this.#checkpoints = files.checkpoints;
    this.#samples = files.samples;
    this.#step = files.checkpoints.at(-1) ?? 0;
    this.#stateThrottle = new Throttle(REPORT_EVERY_MS, () => this.#report());
    this.#metricsThrottle = new Throttle(REPORT_EVERY_MS, () => this.#reportMetrics());
  }

  static async open(folder: RunFolder, events: EventHub): Promise<LiveRun> {
    return new LiveRun(folder, await folder.read(), await filesOf(folder), events);
  }

  get run(): TrainingRun {
    return runOf(this.#record, {
      state: this.#state,
      step: this.#step,
      checkpoints: this.#checkpoints,
      samples: this.#samples,
    });
  }

  get record(): RunRecord {
    return this.#record;
  }

  /** Metrics that are not in the database yet. */
  get pending(): readonly TrainingMetrics[] {
    return this.#pending;
  }

  /** Stores a change, and reports it. */
  async change(changes: Partial<RunRecord>): Promise<void> {
    const changed = { ...this.#record, ...changes };
    // Before anyone can know of it, and act on it.
    await this.folder.write(changed);
    this.#record = changed;
    this.#state = changed.state;
    this.#report();
  }

  /** A state that is not worth writing down. */
  show(state: RunState): void {
    this.#state = state;
    this.#isReported = false;
    this.#stateThrottle.push(null);
  }

  /** Goes on from a step; what came after it is forgotten. */
  async backTo(step: number): Promise<void> {
    this.#pending = [];
    this.#unreported = [];
    this.#time = new RemainingTime();
    this.#step = step;
    await this.folder.backTo(step);
    await this.listFiles();
  }

  stepped(metrics: TrainingMetrics): void {
    this.#step = metrics.step;
    this.#pending.push(metrics);
    this.#unreported.push(metrics);
    this.#metricsThrottle.push(null);
    const { steps } = this.#record.spec.settings;
    const secondsLeft = this.#time.after(performance.now() / 1000, this.#step, steps);
    this.show({ status: 'running', secondsLeft });
  }

  /** @returns what was pending, which is the caller's to keep. */
  takePending(): readonly TrainingMetrics[] {
    const taken = this.#pending;
    this.#pending = [];
    return taken;
  }

  /** Call it when checkpoints or samples came or went. */
  async listFiles(): Promise<void> {
    const { checkpoints, samples } = await filesOf(this.folder);
    this.#checkpoints = checkpoints;
    this.#samples = samples;
    this.#stateThrottle.push(null);
  }

  #report(): void {
    this.#isReported = true;
    this.#events.emit('training', this.run);
  }

  #reportMetrics(): void {
    if (this.#unreported.length === 0) return;
    this.#events.emit('training-metrics', { id: this.#record.id, metrics: this.#unreported });
    this.#unreported = [];
  }

  /** Reports the last changes, and nothing after them. */
  close(): void {
    this.#stateThrottle.stop();
    this.#metricsThrottle.stop();
    this.#reportMetrics();
    if (!this.#isReported) this.#report();
  }
}

interface Files {
  readonly checkpoints: readonly number[];
  readonly samples: readonly number[];
}

export async function filesOf(folder: RunFolder): Promise<Files> {
  return { checkpoints: await folder.checkpoints(), samples: await folder.samples() };
}

export function runOf(
  record: RunRecord,
  now: Pick<TrainingRun, 'state' | 'step' | 'checkpoints' | 'samples'>,
): TrainingRun {
  const { id, spec, data, parent, notices, networks, createdAt } = record;
  return {
    id,
    spec,
    data,
    parent,
    notices,
    imageSize: networks.generator.imageSize,
    denoisingSteps: networks.denoisingSteps,
    aloneSteps: aloneSteps(networks.start, spec.settings.steps),
    createdAt,
    ...now,
  };
}
