/**
 * Jobs, one after the other. Each is in the database before its start is answered, and until it is dismissed: after a
 * crash or a shut-down, those that were not settled begin again.
 */
import { randomUUID } from 'node:crypto';
import { asTrilemmaError } from '../../platform/error-log.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import {
  isSettled,
  type Job,
  type JobKind,
  type JobResult,
  type JobSpec,
  type JobState,
} from '../../shared/job.ts';
import type { JobRepository } from '../database/job-repository.ts';
import type { EventHub } from '../interface/event-hub.ts';
import type { JobContext, JobRunners } from './job-runner.ts';
import { RemainingTime } from './remaining-time.ts';
import { jobOf, storedState } from './stored-state.ts';
import { Throttle } from './throttle.ts';

/** More often, no one reads it. */
const PROGRESS_EVERY_MS = 100;

/** A job's event holds its pictures' recipes: so many more milliseconds between two for each of them. */
const PROGRESS_MS_PER_PICTURE = 0.5;

/** Kinds that find their own work again when they go on. */
const PAUSABLE: ReadonlySet<JobKind> = new Set(['render-film']);

interface RunningJob {
  readonly id: string;
  readonly abort: AbortController;
  /** The reason why it was stopped. */
  stop?: 'cancel' | 'pause';
}

export class JobQueue implements AsyncDisposable {
  readonly #repository: JobRepository;
  readonly #runners: JobRunners;
  readonly #events: EventHub;
  /** In the order of the queue. */
  readonly #jobs = new Map<string, Job>();
  #running: RunningJob | undefined;
  #working: Promise<void> | undefined;
  #closing = false;

  constructor(repository: JobRepository, runners: JobRunners, events: EventHub) {
    this.#repository = repository;
    this.#runners = runners;
    this.#events = events;
  }

  /**
   * Takes up what the database holds. Call it once, first.
   * @returns what could not be read, in words.
   */
  restore(): readonly string[] {
    const notices: string[] = [];
    for (const row of this.#repository.list()) {
      const job = jobOf(row);
      if (job !== undefined) {
        this.#jobs.set(job.id, job);
        continue;
      }
      this.#repository.remove(row.id);
      notices.push('A job of another version of Trilemma Studio could not be read, and is no longer listed.');
    }
    this.#wake();
    return notices;
  }

  /** @returns the new job's id. */
  start(spec: JobSpec): string {
    const job: Job = { id: randomUUID(), spec, state: { status: 'queued' }, createdAt: Date.now() };
    this.#repository.insert({
      id: job.id,
      spec: JSON.stringify(spec),
      state: storedState(job.state),
      createdAt: job.createdAt,
    });
    this.#set(job);
    this.#wake();
    return job.id;
  }

  /** Settled ones too; the queued in the order of their turns. */
  list(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /** A settled job stays as it is. @throws {TrilemmaError} `usage` where there is no such job. */
  cancel(id: string): void {
    const job = this.#job(id);
    if (isSettled(job)) return;
    if (this.#running?.id !== id) {
      this.#settle(id, { status: 'cancelled' });
      return;
    }
    this.#stop(this.#running, 'cancel', { status: 'cancelled' });
  }

  /**
   * Lets a job rest, and the next one take its turn; what it has done stays. A job that is settled or paused stays as it
   * is.
   *
   * @throws {TrilemmaError} `usage` where such a job would have to start over, or there is no such job.
   */
  pause(id: string): void {
    const job = this.#job(id);
    if (!PAUSABLE.has(job.spec.kind)) {
      throw new TrilemmaError('usage', 'This job cannot be paused: it would start over. Cancel it instead.');
    }
    if (isSettled(job) || job.state.status === 'paused') return;
    if (this.#running?.id !== id) this.#settle(id, { status: 'paused', progress: null });
    else if (this.#running.stop === undefined) this.#stop(this.#running, 'pause', pausedState(job));
  }

  /** Queues a paused job again, in its old place. @throws {TrilemmaError} `usage` for others. */
  resume(id: string): void {
    if (this.#job(id).state.status !== 'paused') {
      throw new TrilemmaError('usage', 'The job is not paused.');
    }
    this.#settle(id, { status: 'queued' });
    this.#wake();
  }

  /** Queues a failed or cancelled job again, at the end. @throws {TrilemmaError} `usage` for others. */
  retry(id: string): void {
    const job = this.#job(id);
    if (job.state.status !== 'failed' && job.state.status !== 'cancelled') {
      throw new TrilemmaError('usage', 'Only a job that failed or was cancelled can be tried again.');
    }
    const state: JobState = { status: 'queued' };
    this.#repository.requeue(id, storedState(state));
    this.#jobs.delete(id);
    this.#set({ ...job, state });
    this.#wake();
  }

  /** Takes a settled job off the list, or all of them. @throws {TrilemmaError} `usage` where the job is not settled. */
  dismiss(id?: string): void {
    if (id !== undefined && !isSettled(this.#job(id))) {
      throw new TrilemmaError('usage', 'The job is not done yet: cancel it first.');
    }
    const leaving = id === undefined ? this.list().filter(isSettled) : [this.#job(id)];
    for (const job of leaving) {
      this.#repository.remove(job.id);
      this.#jobs.delete(job.id);
      this.#events.emit('job-removed', { id: job.id });
    }
  }

  /** @throws {TrilemmaError} `usage` where there is no such job. */
  spec(id: string): JobSpec {
    return this.#job(id).spec;
  }

  /** Stops; what is not settled stays queued in the database. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    this.#running?.abort.abort();
    await this.#working;
  }

  #wake(): void {
    if (!this.#closing) this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    // So that who starts a job has its answer before the job's first event.
    await Promise.resolve();
    for (;;) {
      const next = this.list().find(({ state }) => state.status === 'queued');
      if (next === undefined || this.#closing) break;
      await this.#run(next);
    }
    this.#working = undefined;
  }

  async #run(job: Job): Promise<void> {
    const { id } = job;
    const abort = new AbortController();
    const running: RunningJob = { id, abort };
    this.#running = running;
    this.#set({ ...job, state: { status: 'running', progress: null } });
    const shown = new Throttle<JobState>(progressEveryMs(job.spec), (state) => this.#set({ ...job, state }));
    const time = new RemainingTime();
    const context: JobContext = {
      id,
      signal: abort.signal,
      progress: (done, total, unit) => {
        const secondsLeft = time.after(performance.now() / 1000, done, total);
        shown.push({ status: 'running', progress: { done, total, unit, secondsLeft } });
      },
    };
    const end = await this.#outcome(job.spec, context);
    shown.stop();
    this.#running = undefined;
    if (this.#closing && end.status !== 'done') return;
    const rests = end.status === 'cancelled' && running.stop === 'pause';
    this.#settle(id, rests ? pausedState(this.#job(id)) : end);
  }

  /** Written down before the job has come to its end, so that it stays so if the studio is closed meanwhile. */
  #stop(running: RunningJob, stop: 'cancel' | 'pause', state: JobState): void {
    this.#repository.setState(running.id, storedState(state));
    running.stop = stop;
    running.abort.abort();
  }

  async #outcome(spec: JobSpec, context: JobContext): Promise<JobState> {
    try {
      return { status: 'done', result: await this.#dispatch(spec, context) };
    } catch (error) {
      const { code, message } = asTrilemmaError(error);
      return code === 'cancelled' ? { status: 'cancelled' } : { status: 'failed', code, message };
    }
  }

  #dispatch(spec: JobSpec, context: JobContext): Promise<JobResult> {
    switch (spec.kind) {
      case 'generate':
        return this.#runners.generate(spec, context);
      case 'import-model':
        return this.#runners['import-model'](spec, context);
      case 'export-model':
        return this.#runners['export-model'](spec, context);
      case 'benchmark':
        return this.#runners.benchmark(spec, context);
      case 'measure-quality':
        return this.#runners['measure-quality'](spec, context);
      case 'export-gallery':
        return this.#runners['export-gallery'](spec, context);
      case 'import-gallery':
        return this.#runners['import-gallery'](spec, context);
      case 'render-film':
        return this.#runners['render-film'](spec, context);
    }
  }

  #settle(id: string, state: JobState): void {
    const job = this.#job(id);
    try {
      this.#repository.setState(id, storedState(state));
      this.#set({ ...job, state });
    } catch (error) {
      // The job will run again at the next start; until then its user must know why.
      const message = error instanceof Error ? error.message : String(error);
      this.#set({ ...job, state: { status: 'failed', code: 'file', message } });
    }
  }

  #set(job: Job): void {
    this.#jobs.set(job.id, job);
    this.#events.emit('job', job);
  }

  #job(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) {
      throw new TrilemmaError('usage', 'There is no such job any more: it was taken off the list.');
    }
    return job;
  }
}

/** Where the job is, at rest. */
function pausedState({ state }: Job): JobState {
  return { status: 'paused', progress: state.status === 'running' ? state.progress : null };
}

function progressEveryMs(spec: JobSpec): number {
  const pictures = spec.kind === 'generate' ? spec.pictures.length : 0;
  return Math.max(PROGRESS_EVERY_MS, pictures * PROGRESS_MS_PER_PICTURE);
}
