/** What the studio computes while its window is closed: what that puts off, in words. */
import { counted } from '../../shared/counted.ts';
import { isSettled, type Job } from '../../shared/job.ts';
import { isUnderWay, type TrainingRun } from '../../shared/training.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';

/** Younger jobs are soon done again. */
const WORTH_A_QUESTION_MS = 10_000;

export interface Question {
  readonly message: string;
  readonly detail: string;
}

export class UnfinishedWork {
  readonly #jobs = new Map<string, Job>();
  readonly #runs = new Map<string, TrainingRun>();

  /** Follows the studio from now on. */
  constructor(client: Pick<StudioClient, 'request' | 'on'>) {
    const addJob = (job: Job) => void this.#jobs.set(job.id, job);
    const addRun = (run: TrainingRun) => void this.#runs.set(run.id, run);
    client.on('job', addJob);
    client.on('job-removed', ({ id }) => this.#jobs.delete(id));
    client.on('training', addRun);
    client.on('training-removed', ({ id }) => this.#runs.delete(id));
    // Where they cannot be told, nothing is asked about them.
    void client.request('jobs.list', {}).then(
      (jobs) => jobs.forEach(addJob),
      () => undefined,
    );
    void client.request('training.list', {}).then(
      (runs) => runs.forEach(addRun),
      () => undefined,
    );
  }

  /** @returns undefined where nothing is lost by closing. @param now milliseconds since 1970. */
  question(now = Date.now()): Question | undefined {
    const jobs = [...this.#jobs.values()].filter(
      (job) => !isSettled(job) && job.state.status !== 'paused' && now - job.createdAt > WORTH_A_QUESTION_MS,
    );
    const runs = [...this.#runs.values()].filter(({ state }) => isUnderWay(state));
    const count = jobs.length + runs.length;
    if (count === 0) return undefined;
    const films = jobs.filter(({ spec }) => spec.kind === 'render-film').length;
    return {
      message: `${counted(count, 'job is', 'jobs are')} not done. Close Trilemma Studio?`,
      detail: [
        films > 0 ? 'At the next start, films go on where they are.' : '',
        jobs.length > films ? `At the next start, ${films > 0 ? 'other jobs' : 'jobs'} begin anew.` : '',
        runs.length > 0 ? 'Training is paused with a checkpoint: Resume goes on from there.' : '',
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
    };
  }
}
