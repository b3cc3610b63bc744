/**
 * Training runs, as interfaces and commands ask for them. Each is a folder of the data folder; where to look for what:
 *
 * - `run-store.ts`: the folder of all runs. `run-folder.ts`, `run-record.ts`, `run-metrics.ts`: what lies in one of them.
 * - `new-run.ts`, `networks.ts`, `data/`: what a run begins with. `resume-changes.ts`: what it may be resumed with.
 * - `run-queue.ts`: one run computes at a time, the others wait. `execute-run.ts`: a run from where it stands to its end.
 * - `live-run.ts`: a run of the queue, in memory. `take-progress.ts`: what its process reports, written down.
 * - `keep.ts`: a checkpoint becomes a model of the library. `estimate.ts`: what a run would take.
 */
import { dataFolderLayout } from '../../platform/data-folder.ts';
import type { StartEngine } from '../../engine/client.ts';
import { makeFolder } from '../../platform/durable-folder.ts';
import type { Params, Result } from '../../shared/contract/requests.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import {
  isUnderWay,
  type TrainingMetrics,
  type TrainingRun,
  type TrainingSpec,
} from '../../shared/training.ts';
import type { EventHub } from '../interface/event-hub.ts';
import type { ModelFolders } from '../models/model-folders.ts';
import type { CheckedModels } from '../rendering/checked-models.ts';
import { PackCache } from './data/pack-cache.ts';
import { cropsOf } from './data/pack.ts';
import { estimateRun } from './estimate.ts';
import { keepCheckpoint } from './keep.ts';
import { networksOf } from './networks.ts';
import { branchRecord, copyPast, newRecord } from './new-run.ts';
import { checkFolder } from './data/find-files.ts';
import { changedRecord, isResumable, type ResumeChanges } from './resume-changes.ts';
import { metricsAfter } from './run-metrics.ts';
import { RunQueue } from './run-queue.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';
import { RunStore } from './run-store.ts';

const CROPS_SHOWN = 24;

export interface TrainingDependencies {
  readonly dataFolder: string;
  readonly folders: ModelFolders;
  readonly models: CheckedModels;
  readonly events: EventHub;
  readonly startEngine?: StartEngine | undefined;
  /** True if training runs at the lowest priority of the machine. */
  readonly inBackground: boolean;
  /** How long closing waits for a step to end and its checkpoint; later, the run goes on from the last one. */
  readonly closeWithinMs?: number | undefined;
}

/** A desktop that shuts down waits about so long for its programs. */
const CLOSE_WITHIN_MS = 4000;

export class TrainingService implements AsyncDisposable {
  readonly #dependencies: TrainingDependencies;
  readonly #store: RunStore;
  readonly #packs: PackCache;
  readonly #queue: RunQueue;

  constructor(dependencies: TrainingDependencies) {
    this.#dependencies = dependencies;
    const layout = dataFolderLayout(dependencies.dataFolder);
    this.#store = new RunStore(layout.training);
    this.#packs = new PackCache(layout.cache.trainingPacks);
    const { closeWithinMs = CLOSE_WITHIN_MS } = dependencies;
    this.#queue = new RunQueue({ ...dependencies, packs: this.#packs, closeWithinMs });
  }

  async inspect(
    { folder, side, crop }: Params<'training.inspect'>,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<Result<'training.inspect'>> {
    const pack = await this.#packs.of({ folder, side, crop }, signal, onProgress);
    return { report: pack.report, crops: await cropsOf(pack, CROPS_SHOWN) };
  }

  async estimate(spec: TrainingSpec, signal: AbortSignal): Promise<Result<'training.estimate'>> {
    const { networks } = await networksOf(spec.base, this.#dependencies.models);
    const folder = this.#store.path;
    await makeFolder(folder);
    const { startEngine } = this.#dependencies;
    return estimateRun(networks, spec.settings, { startEngine, folder, signal });
  }

  /** @returns the new run's id. @throws {TrilemmaError} where there is no such base, or no such folder. */
  async start(spec: TrainingSpec): Promise<string> {
    const networks = await networksOf(spec.base, this.#dependencies.models);
    await checkFolder(spec.data);
    const record = newRecord(spec, networks);
    await this.#queue.add(record.id, await this.#store.make(record));
    return record.id;
  }

  /** The newest first. Those that cannot be read are left out. */
  async list(): Promise<readonly TrainingRun[]> {
    const runs: TrainingRun[] = [];
    // What computes is there for as long as it does, though its folder may be gone from the disk.
    for (const id of new Set([...(await this.#store.ids()), ...this.#queue.ids()])) {
      const run = await this.#run(id).catch(() => undefined);
      if (run !== undefined) runs.push(run);
    }
    return runs.sort((a, b) => b.createdAt - a.createdAt);
  }

  async metrics(id: string, afterStep: number): Promise<readonly TrainingMetrics[]> {
    const { metricsPath } = await this.#store.existing(id);
    const pending = this.#queue.find(id)?.pending.filter(({ step }) => step > afterStep) ?? [];
    return [...metricsAfter(metricsPath, afterStep), ...pending];
  }

  /** @throws {TrilemmaError} `usage` where the run is not under way. */
  async pause(id: string): Promise<void> {
    if (await this.#queue.end(id, 'user')) return;
    throw new TrilemmaError('usage', 'The run is not under way, so that it cannot be paused.');
  }

  /** Ends the run; what it has learnt stays. */
  async stop(id: string): Promise<void> {
    if (await this.#queue.end(id, 'stop')) return;
    const run = await this.#run(id);
    if (!isResumable(run, {})) throw new TrilemmaError('usage', 'The run has ended already.');
    const folder = await this.#store.existing(id);
    await this.#change(folder, run, { ...(await folder.read()), state: { status: 'stopped' } });
  }

  /**
   * Goes on with a run that was paused or failed, or with one that ended and is given more steps.
   *
   * @throws {TrilemmaError} `usage` where it cannot go on, or not so; `file` where new data cannot be read.
   */
  async resume(id: string, changes: ResumeChanges = {}): Promise<void> {
    const run = await this.#run(id);
    if (!isResumable(run, changes)) {
      throw new TrilemmaError('usage', 'Only a run that was paused or failed can be resumed.');
    }
    const folder = await this.#store.existing(id);
    const record = await changedRecord(await folder.read(), run.step, changes, this.#packs);
    await this.#change(folder, run, { ...record, state: { status: 'queued' }, setbacks: 0 });
    await this.#queue.add(id, folder);
  }

  /** A new run that begins as the other was at a checkpoint. */
  async branch(params: Params<'training.branch'>): Promise<string> {
    const { id, step } = params;
    const parent = await this.#store.existing(id);
    const record = await branchRecord(parent, params);
    const folder = await this.#store.make(record);
    await copyPast(parent, folder, step, await this.metrics(id, -1));
    await this.#queue.add(record.id, folder);
    return record.id;
  }

  /** @returns the model's name. */
  async keep({ id, step, name }: Params<'training.keep'>): Promise<string> {
    const folder = await this.#store.existing(id);
    const { folders, models, events } = this.#dependencies;
    const model = await keepCheckpoint(folder, await folder.read(), step, name, folders);
    models.forget();
    events.emit('models-changed', null);
    return model;
  }

  /** @throws {TrilemmaError} `usage` where it is under way. */
  async remove(id: string): Promise<void> {
    const { state } = await this.#run(id);
    if (isUnderWay(state)) throw new TrilemmaError('usage', 'The run is under way: stop it first.');
    await this.#store.remove(id);
    this.#dependencies.events.emit('training-removed', { id });
  }

  /** Where the sample sheet of a step would be. */
  samplePath(id: string, step: number): string {
    return this.#store.folder(id).samplePath(step);
  }

  /** Pauses what computes, with a checkpoint. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue[Symbol.asyncDispose]();
  }

  /** As it is now, here or in another process. */
  async #run(id: string): Promise<TrainingRun> {
    return this.#queue.find(id)?.run ?? this.#store.read(id, this.#queue.unwrittenEnd(id));
  }

  /** Writes down what became of a run that does not compute. */
  async #change(folder: RunFolder, run: TrainingRun, record: RunRecord): Promise<void> {
    await folder.write(record);
    this.#queue.forgetEnd(run.id);
    const { spec, data, state } = record;
    this.#dependencies.events.emit('training', { ...run, spec, data, state });
  }
}
