/** A run from where it stands to its end: pictures, training, and what to do when it goes wrong. */
import { EngineClient, type StartEngine } from '../../engine/client.ts';
import type { TrainingPlan, TrainResult } from '../../engine/training/protocol.ts';
import { asTrilemmaError } from '../../platform/error-log.ts';
import { isDiskFull } from '../../platform/file-error.ts';
import { goneError } from '../../platform/held-folders.ts';
import { describeOtherFiles, describeRefused, warnOfFewPictures } from '../../shared/data-report.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { PauseReason, RunState } from '../../shared/training.ts';
import { EngineDeaths } from '../engine-deaths.ts';
import type { CachedPack, PackCache } from './data/pack-cache.ts';
import type { LiveRun } from './live-run.ts';
import { RunMetrics } from './run-metrics.ts';
import { takeProgress } from './take-progress.ts';

/** After so many divergences, it is not the rate's fault. */
const MOST_SETBACKS = 3;

/** The process that trains may die twice without a new checkpoint in between; with the third time, the run fails. */
const MOST_DEATHS = 3;

/** Why a run is asked to end before its time. */
export type EndReason = 'user' | 'closed' | 'stop';

export interface ExecutionDependencies {
  readonly packs: PackCache;
  readonly startEngine: StartEngine | undefined;
  readonly inBackground: boolean;
  /** Aborted with an {@link EndReason}. */
  readonly signal: AbortSignal;
  /** How long closing waits for a step to end and its checkpoint; later, the run goes on from the last one. */
  readonly closeWithinMs: number;
}

/** Never throws: an error becomes the state of the run. */
export async function executeRun(run: LiveRun, dependencies: ExecutionDependencies): Promise<void> {
  const state = await untilItEnds(run, dependencies).catch((error: unknown) =>
    // The process that trains only knows that it could not write.
    stateAfter(goneError(run.folder.path) ?? error, dependencies.signal),
  );
  await run.change({ state }).catch(() => run.show(state));
}

async function untilItEnds(run: LiveRun, dependencies: ExecutionDependencies): Promise<RunState> {
  const pack = await preparePictures(run, dependencies);
  using metrics = new RunMetrics(run.folder.metricsPath);
  await run.change({ state: { status: 'running', secondsLeft: null } });
  for (;;) {
    const { end, step } = await fromLastCheckpoint(run, dependencies.signal, () =>
      train(run, pack, metrics, dependencies),
    );
    if (end === 'done') return { status: 'done' };
    if (end === 'paused') return pausedBy(dependencies.signal);
    await goBack(run, step);
  }
}

/**
 * Begins again from the last checkpoint when the process that trains died: of something else perhaps.
 *
 * @throws {TrilemmaError} `engine-died` where it dies again and again without coming to another checkpoint.
 */
async function fromLastCheckpoint<T>(
  run: LiveRun,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  const deaths = new EngineDeaths(MOST_DEATHS);
  for (let before = 0; ;) {
    try {
      return await attempt();
    } catch (error) {
      const reached = (await run.folder.checkpoints()).at(-1) ?? 0;
      if (reached > before) deaths.progressed();
      before = reached;
      if (!deaths.mayRetry(error) || signal.aborted) throw error;
      const { message } = error as TrilemmaError;
      const notice = `${message.replace(/ Try again\.$/, '')} The run went on from step ${reached}.`;
      await run.change({ notices: [...run.record.notices, notice] });
    }
  }
}

/** The pack that the run began with, or one of the same pictures. */
async function preparePictures(run: LiveRun, { packs, signal }: ExecutionDependencies): Promise<CachedPack> {
  const { record } = run;
  const { spec, networks } = record;
  await run.change({ state: { status: 'preparing', done: 0, total: 0 } });
  const known = record.pack === null ? undefined : await packs.get(record.pack);
  const pack = known ?? (await packAgain());
  const { report } = pack;
  if (record.data !== null && report.sha256 !== record.data.sha256) {
    throw gone(`The pictures in ${spec.data} are not those that the run began with`);
  }
  if (report.pictures === 0) {
    const [first] = report.examples;
    const why = [describeRefused(report), first?.message, describeOtherFiles(report)].filter(
      (sentence) => sentence !== null && sentence !== undefined,
    );
    const sentences = [`${spec.data} holds no pictures that can be learnt from.`, ...why];
    throw new TrilemmaError('file', sentences.join(' '));
  }
  if (record.data === null) {
    const warning = warnOfFewPictures(report, spec.settings.batch);
    const notices = warning === null ? record.notices : [...record.notices, warning];
    await run.change({ data: report, pack: pack.key, notices });
  }
  return pack;

  async function packAgain(): Promise<CachedPack> {
    const options = { folder: spec.data, side: networks.generator.imageSize, crop: spec.settings.crop };
    try {
      return await packs.of(options, signal, (done, total) => run.show({ status: 'preparing', done, total }));
    } catch (error) {
      const isFirst = record.data === null;
      if (isFirst || !(error instanceof TrilemmaError) || error.code !== 'file' || isDiskFull(error))
        throw error;
      throw gone(error.message.replace(/\.$/, ''));
    }
  }
}

function gone(what: string): TrilemmaError {
  return new TrilemmaError('data-gone', `${what}: put them back and resume, or start a new run.`);
}

async function train(
  run: LiveRun,
  { path, report }: CachedPack,
  metrics: RunMetrics,
  { startEngine, inBackground, signal, closeWithinMs }: ExecutionDependencies,
): Promise<TrainResult> {
  const { folder, record } = run;
  const from = (await folder.checkpoints()).at(-1);
  metrics.backTo(from ?? 0);
  await run.backTo(from ?? 0);
  using engine = new EngineClient({ ...(startEngine && { start: startEngine }), forTraining: true });
  using _tooSlow = onceClosed(signal, closeWithinMs, () => engine[Symbol.dispose]());
  const fault = new AbortController();
  let taken = Promise.resolve();
  const plan: TrainingPlan = { ...record.networks, settings: record.spec.settings };
  const result = await engine.request(
    'train',
    {
      plan,
      data: { path, pictures: report.pictures },
      resume: from === undefined ? null : folder.checkpointPath(from),
      folder: folder.checkpointFolder,
      rateFactor: record.rateFactor,
      inBackground,
    },
    {
      signal: AbortSignal.any([signal, fault.signal]),
      onProgress: (progress) => {
        taken = taken.then(async () => {
          if (fault.signal.aborted) return;
          await takeProgress(run, metrics, progress).catch((error: unknown) => fault.abort(error));
        });
      },
    },
  );
  await taken;
  if (fault.signal.aborted) throw fault.signal.reason;
  return result;
}

/** Calls a function if a run is still going on `ms` after it was asked to close. */
function onceClosed(signal: AbortSignal, ms: number, act: () => void): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    if ((signal.reason as EndReason) === 'closed') timer = setTimeout(act, ms);
  };
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener('abort', begin);
    },
  };
}

/** @throws {TrilemmaError} `engine-failed` where it was of no use often enough. */
async function goBack(run: LiveRun, step: number): Promise<void> {
  const { record } = run;
  const setbacks = record.setbacks + 1;
  if (setbacks >= MOST_SETBACKS) {
    await run.change({ setbacks });
    throw new TrilemmaError(
      'engine-failed',
      `The losses were no numbers any more after step ${step}, for the ${setbacks}rd time: begin anew with lower learning rates.`,
    );
  }
  const from = (await run.folder.checkpoints()).at(-1) ?? 0;
  const notice = `After step ${step}, the losses were no numbers any more: the run went back to step ${from}, with half the learning rates.`;
  await run.change({
    setbacks,
    rateFactor: record.rateFactor / 2,
    notices: [...record.notices, notice],
  });
}

function pausedBy({ reason }: AbortSignal): RunState {
  switch (reason as EndReason) {
    case 'stop':
      return { status: 'stopped' };
    case 'closed':
      return paused('closed', CLOSED);
    case 'user':
      return paused('user', 'Paused.');
  }
}

export const CLOSED = 'Trilemma Studio was closed. Resume to go on from the last checkpoint.';

function paused(reason: PauseReason, message: string): RunState {
  return { status: 'paused', reason, message };
}

/** The state of a run that an error ended. */
export function stateAfter(error: unknown, signal: AbortSignal): RunState {
  if (error instanceof Error && isDiskFull(error)) {
    return paused('disk-full', `${error.message} Make room, and resume.`);
  }
  const { code, message } = asTrilemmaError(error);
  // The process that trains is ended where it takes too long to pause.
  if (code === 'cancelled' || (code === 'engine-died' && signal.aborted)) return pausedBy(signal);
  if (code === 'disk-full' || code === 'data-gone') return paused(code, message);
  return { status: 'failed', code, message };
}
