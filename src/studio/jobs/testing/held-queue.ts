/** A queue whose runs end when the test says so. */
import { join } from 'node:path';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Job, JobSpec } from '../../../shared/job.ts';
import { JobRepository } from '../../database/job-repository.ts';
import { openDatabase } from '../../database/studio-database.ts';
import { EventHub } from '../../interface/event-hub.ts';
import { JobQueue } from '../job-queue.ts';
import type { JobContext, JobRunners } from '../job-runner.ts';

export const device = { provider: 'cpu', runtime: 'r', notes: [] } as const;

/** A job that a test can tell from others by its model. */
export const generate = (model: string, pictures = 1): JobSpec => ({
  kind: 'generate',
  model,
  steps: 2,
  device: 'cpu',
  pictures: Array.from({ length: pictures }, () => ({ seed: '1', temperature: { x_T: 1, z: 1 } })),
});

/** A job that can be paused, which a test can tell from others by its file. */
export const film = (out: string): JobSpec => ({
  kind: 'render-film',
  path: {
    ...{ version: 1, kind: 'drift', model: { name: 'faces', sha256: '0'.repeat(64) } },
    ...{ steps: 2, imageSize: 64, fps: 24, seed: '1' },
    picture: { seed: '1', temperature: { x_T: 1, z: 1 } },
    strength: { x_T: 0.1, z: [0, 0], noise: [0, 0] },
    duration: { unit: 'frames', count: 2 },
  },
  device: 'cpu',
  target: { format: 'gif', out, scale: 1, upscale: 'nearest', pingPong: false },
});

/** Runs whose end the test decides; they end after their signal. */
class Runs {
  readonly begun: string[] = [];
  #current: (PromiseWithResolvers<null> & { readonly context: JobContext }) | undefined;
  #begin = Promise.withResolvers<null>();

  readonly runners: JobRunners = {
    generate: async ({ model }, context) => {
      await this.#run(model, context);
      return { kind: 'generate', device };
    },
    'import-model': async ({ path }, context) => {
      await this.#run(path, context);
      return { kind: 'import-model', model: 'm', added: true, notes: [] };
    },
    'export-model': async ({ path }, context) => {
      await this.#run(path, context);
      return { kind: 'export-model', path, bytes: 1, notes: [] };
    },
    'measure-quality': async ({ model, data }, context) => {
      await this.#run(model, context);
      const figures = { pictures: 8, photographs: 16, swd: { value: 1, floor: 1 }, features: null };
      return { kind: 'measure-quality', data, seed: '0', at: 0, ...figures };
    },
    'export-gallery': async ({ target: { path } }, context) => {
      await this.#run(path, context);
      return { kind: 'export-gallery', path, pictures: 1, bytes: 1, notes: [] };
    },
    'import-gallery': async ({ path }, context) => {
      await this.#run(path, context);
      return { kind: 'import-gallery', added: 1, updated: 0, refused: [], refusedCount: 0 };
    },
    'render-film': async ({ target: { out } }, context) => {
      await this.#run(out, context);
      return { kind: 'render-film', path: out, frames: 1, bytes: 1 };
    },
    benchmark: async ({ model }, context) => {
      await this.#run(model, context);
      const figures = { secondsPerImageStep: 1, gflops: 1, boundShare: 1, loadSeconds: 1 };
      return { kind: 'benchmark', provider: 'cpu', runtime: 'r', ...figures };
    },
  };

  /** Resolves when a run has begun that is not ended yet. */
  async current(): Promise<{ context: JobContext; end: () => void; fail: (error: unknown) => void }> {
    while (this.#current === undefined) await this.#begin.promise;
    const { context, resolve, reject } = this.#current;
    return { context, end: () => resolve(null), fail: reject };
  }

  async #run(name: string, context: JobContext): Promise<void> {
    const end = Promise.withResolvers<null>();
    context.signal.addEventListener('abort', () => end.reject(new TrilemmaError('cancelled', 'Cancelled.')));
    this.begun.push(name);
    this.#current = { ...end, context };
    this.#begin.resolve(null);
    this.#begin = Promise.withResolvers();
    await end.promise.finally(() => (this.#current = undefined));
  }
}

export function setUp(path = join(temporaryFolder(), 'studio.sqlite')) {
  const database = openDatabase(path);
  const events = new EventHub();
  const told: Job[] = [];
  const removed: string[] = [];
  events.listen((event) => {
    if (event.name === 'job') told.push(event.payload);
    if (event.name === 'job-removed') removed.push(event.payload.id);
  });
  const runs = new Runs();
  const repository = new JobRepository(database);
  const jobs = new JobQueue(repository, runs.runners, events);
  const notices = jobs.restore();
  const settled = (id: string, ...statuses: Job['state']['status'][]) =>
    until(() => statuses.includes(stateOf(jobs, id)), events);
  return { path, database, repository, jobs, runs, told, removed, notices, settled };
}

/** Looks again at every event. */
async function until(holds: () => boolean, events: EventHub): Promise<void> {
  if (holds()) return;
  const { promise, resolve } = Promise.withResolvers<null>();
  const stop = events.listen(() => {
    if (holds()) resolve(null);
  });
  await promise;
  stop();
}

export function stateOf(jobs: JobQueue, id: string): Job['state']['status'] {
  return jobs.list().find((job) => job.id === id)!.state.status;
}
