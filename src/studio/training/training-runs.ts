/** Training runs: each is a folder of the data folder. One computes at a time; others wait. */
import { randomUUID } from 'node:crypto';
import { cp, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartEngine } from '../../engine/client.ts';
import { makeFolder } from '../../platform/durable-folder.ts';
import { fileError } from '../../platform/file-error.ts';
import { emptyTrash, moveIntoTrash } from '../../platform/trash.ts';
import type { Params, Result } from '../../shared/contract/requests.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { TrainingMetrics, TrainingRun, TrainingSpec, TrainingState } from '../../shared/training.ts';
import { lockFile } from '../database/lock.ts';
import type { EventHub } from '../interface/event-hub.ts';
import type { ModelFolders } from '../models/model-folders.ts';
import type { CheckedModels } from '../rendering/checked-models.ts';
import { PackCache } from './data/pack-cache.ts';
import { cropsOf } from './data/pack.ts';
import { estimateRun } from './estimate.ts';
import { CLOSED, type EndReason, executeRun } from './execute-run.ts';
import { keepCheckpoint } from './keep.ts';
import { filesOf, LiveRun, runOf } from './live-run.ts';
import { networksOf } from './networks.ts';
import { RunFolder } from './run-folder.ts';
import { metricsAfter, RunMetrics } from './run-metrics.ts';
import { isUnderWay, type RunRecord } from './run-record.ts';

const CROPS_SHOWN = 24;
const ID = /^[\da-f-]{36}$/;

export interface TrainingMeans {
  readonly dataFolder: string;
  readonly folders: ModelFolders;
  readonly models: CheckedModels;
  readonly events: EventHub;
  readonly startEngine?: StartEngine | undefined;
  /** Whether training gives way to everything else on the machine. */
  readonly inBackground: boolean;
}

interface Execution {
  readonly id: string;
  readonly abort: AbortController;
}

export class TrainingRuns implements AsyncDisposable {
  readonly #means: TrainingMeans;
  readonly #folder: string;
  readonly #packs: PackCache;
  /** Those that compute or wait, in the order of their turns. */
  readonly #live = new Map<string, LiveRun>();
  /** Ends that could not be written down, as on a full disk. */
  readonly #unwritten = new Map<string, TrainingState>();
  #execution: Execution | undefined;
  #working: Promise<void> | undefined;
  #closing = false;

  constructor(means: TrainingMeans) {
    this.#means = means;
    this.#folder = join(means.dataFolder, 'training');
    this.#packs = new PackCache(join(means.dataFolder, 'cache', 'training'));
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
    const { networks } = await networksOf(spec.base, this.#means.models);
    await makeFolder(this.#folder);
    const { startEngine } = this.#means;
    return estimateRun(networks, spec.settings, { startEngine, folder: this.#folder, signal });
  }

  /** @returns the new run's id. @throws {TrilemmaError} where there is no such base, or no such folder. */
  async start(spec: TrainingSpec): Promise<string> {
    const networks = await networksOf(spec.base, this.#means.models);
    const status = await stat(spec.data).catch((cause: unknown) => {
      throw fileError(`The folder ${spec.data} cannot be read`, cause);
    });
    if (!status.isDirectory()) throw new TrilemmaError('file', `${spec.data} is not a folder of pictures.`);
    const record = newRecord(spec, networks);
    await this.#make(record);
    await this.#enqueue(record.id);
    return record.id;
  }

  /** The newest first. Those that cannot be read are left out. */
  async list(): Promise<readonly TrainingRun[]> {
    const runs: TrainingRun[] = [];
    for (const name of await readdir(this.#folder).catch((): string[] => [])) {
      if (!ID.test(name)) continue;
      const run = await this.#run(name).catch(() => undefined);
      if (run !== undefined) runs.push(run);
    }
    return runs.sort((a, b) => b.createdAt - a.createdAt);
  }

  async metrics(id: string, afterStep: number): Promise<readonly TrainingMetrics[]> {
    const { metricsPath } = await this.#existing(id);
    const pending = this.#live.get(id)?.pending.filter(({ step }) => step > afterStep) ?? [];
    return [...metricsAfter(metricsPath, afterStep), ...pending];
  }

  /** @throws {TrilemmaError} `usage` where the run is not under way. */
  async pause(id: string): Promise<void> {
    await this.#end(id, 'user', 'The run is not under way, so that it cannot be paused.');
  }

  /** Ends the run; what it has learnt stays. */
  async stop(id: string): Promise<void> {
    if (this.#live.has(id)) return this.#end(id, 'stop', '');
    await this.#changeIdle(id, ({ state }) => {
      if (state.status !== 'paused' && state.status !== 'failed') {
        throw new TrilemmaError('usage', 'The run has ended already.');
      }
      return { state: { status: 'stopped' } };
    });
  }

  /** @throws {TrilemmaError} `usage` where the run is neither paused nor failed. */
  async resume(id: string): Promise<void> {
    await this.#changeIdle(id, ({ state }) => {
      if (state.status !== 'paused' && state.status !== 'failed') {
        throw new TrilemmaError('usage', 'Only a run that was paused or failed can be resumed.');
      }
      return { state: { status: 'queued' }, setbacks: 0 };
    });
    await this.#enqueue(id);
  }

  /** A new run that begins as the other was at a checkpoint. */
  async branch({ id, step, spec }: Params<'training.branch'>): Promise<string> {
    const parent = await this.#existing(id);
    const record = await parent.read();
    if (!(await parent.checkpoints()).includes(step)) {
      throw new TrilemmaError('usage', `There is no checkpoint of step ${step} to branch off from.`);
    }
    if (spec.settings.steps <= step) {
      throw new TrilemmaError(
        'usage',
        `The branch begins at step ${step}: give it more steps than that in all.`,
      );
    }
    const branch: RunRecord = {
      ...newRecord({ ...spec, base: record.spec.base }, record),
      parent: { id, step },
    };
    const folder = await this.#make(branch);
    await cp(parent.checkpointPath(step), folder.checkpointPath(step));
    for (const sample of await parent.samples()) {
      if (sample <= step) await cp(parent.samplePath(sample), folder.samplePath(sample));
    }
    using metrics = new RunMetrics(folder.metricsPath);
    metrics.add((await this.metrics(id, -1)).filter((row) => row.step <= step));
    await this.#enqueue(branch.id);
    return branch.id;
  }

  /** @returns the model's name. */
  async keep({ id, step, name }: Params<'training.keep'>): Promise<string> {
    const folder = await this.#existing(id);
    const { folders, models, events } = this.#means;
    const model = await keepCheckpoint(folder, await folder.read(), step, name, folders);
    models.forget();
    events.emit('models-changed', null);
    return model;
  }

  /** @throws {TrilemmaError} `usage` where it is under way. */
  async remove(id: string): Promise<void> {
    const { state } = await this.#run(id);
    if (isUnderWay(state)) throw new TrilemmaError('usage', 'The run is under way: stop it first.');
    await moveIntoTrash(this.#folder, id).catch((cause: unknown) => {
      throw fileError('The run cannot be removed', cause);
    });
    await emptyTrash(this.#folder);
    this.#means.events.emit('training-removed', { id });
  }

  /** Where the sample sheet of a step would be. */
  samplePath(id: string, step: number): string {
    return new RunFolder(join(this.#folder, id)).samplePath(step);
  }

  /** Pauses what computes, with a checkpoint. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    this.#execution?.abort.abort('closed' satisfies EndReason);
    await this.#working;
  }

  async #make(record: RunRecord): Promise<RunFolder> {
    const folder = new RunFolder(join(this.#folder, record.id));
    try {
      await folder.make();
      await folder.write(record);
      return folder;
    } catch (cause) {
      throw fileError(`A run cannot be begun in ${this.#folder}`, cause);
    }
  }

  async #existing(id: string): Promise<RunFolder> {
    const folder = new RunFolder(join(this.#folder, id));
    const known = ID.test(id) && (await stat(folder.path).catch(() => undefined)) !== undefined;
    if (known) return folder;
    throw new TrilemmaError('usage', 'There is no such run any more.');
  }

  /** As it is now, here or in another process; one that nobody computes is paused, whatever was written down last. */
  async #run(id: string): Promise<TrainingRun> {
    const live = this.#live.get(id);
    if (live !== undefined) return live.run;
    const folder = await this.#existing(id);
    const record = await folder.read();
    const files = await filesOf(folder);
    const state = this.#unwritten.get(id) ?? idleState(folder, record);
    return runOf(record, { ...files, step: files.checkpoints.at(-1) ?? 0, state });
  }

  async #enqueue(id: string): Promise<void> {
    const live = await LiveRun.open(await this.#existing(id), this.#means.events);
    this.#live.set(id, live);
    this.#means.events.emit('training', live.run);
    if (!this.#closing) this.#working ??= this.#work();
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
    using lock = lockFile(run.folder.lockPath);
    const abort = new AbortController();
    this.#execution = { id, abort };
    const { startEngine, inBackground } = this.#means;
    if (lock !== undefined) {
      await executeRun(run, { packs: this.#packs, startEngine, inBackground, signal: abort.signal });
    }
    this.#execution = undefined;
    const { state } = run.run;
    if (state !== run.record.state) this.#unwritten.set(id, state);
    // It may have been queued again since it ended.
    if (this.#live.get(id) === run) this.#live.delete(id);
    run.close();
  }

  async #end(id: string, reason: EndReason, otherwise: string): Promise<void> {
    const live = this.#live.get(id);
    if (live === undefined) throw new TrilemmaError('usage', otherwise);
    if (this.#execution?.id === id) {
      this.#execution.abort.abort(reason);
      return;
    }
    this.#live.delete(id);
    const state = reason === 'stop' ? STOPPED : PAUSED;
    await live.change({ state });
    live.close();
  }

  /** Changes a run that nobody computes. */
  async #changeIdle(id: string, changes: (run: TrainingRun) => Partial<RunRecord>): Promise<void> {
    const run = await this.#run(id);
    const changed = changes(run);
    const folder = await this.#existing(id);
    await folder.write({ ...(await folder.read()), ...changed });
    this.#unwritten.delete(id);
    this.#means.events.emit('training', { ...run, ...(changed.state && { state: changed.state }) });
  }
}

const STOPPED = { status: 'stopped' } as const;
const PAUSED = { status: 'paused', reason: 'user', message: 'Paused.' } as const;

function idleState(folder: RunFolder, { state }: RunRecord): TrainingRun['state'] {
  if (!isUnderWay(state)) return state;
  using lock = lockFile(folder.lockPath);
  return lock === undefined ? state : { status: 'paused', reason: 'closed', message: CLOSED };
}

function newRecord(spec: TrainingSpec, { networks, base }: Pick<RunRecord, 'networks' | 'base'>): RunRecord {
  return {
    version: 1,
    id: randomUUID(),
    spec,
    state: { status: 'queued' },
    data: null,
    pack: null,
    networks,
    base,
    parent: null,
    notices: [],
    rateFactor: 1,
    setbacks: 0,
    createdAt: Date.now(),
  };
}
