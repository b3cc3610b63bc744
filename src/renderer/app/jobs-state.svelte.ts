import { SvelteMap } from 'svelte/reactivity';
import { isSettled, type Job, type JobSpec } from '../../shared/job.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';

/** The queue, oldest first. */
export class JobsState {
  readonly #client: StudioClient;
  readonly #jobs = new SvelteMap<string, Job>();

  constructor(client: StudioClient) {
    this.#client = client;
    client.on('job', (job) => this.#jobs.set(job.id, job));
    client.on('job-removed', ({ id }) => this.#jobs.delete(id));
  }

  readonly list: readonly Job[] = $derived.by(() =>
    [...this.#jobs.values()].sort((a, b) => a.createdAt - b.createdAt),
  );

  readonly active: readonly Job[] = $derived.by(() => this.list.filter((job) => !isSettled(job)));

  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  async load(): Promise<void> {
    const jobs = await this.#client.request('jobs.list', {});
    this.#jobs.clear();
    for (const job of jobs) this.#jobs.set(job.id, job);
  }

  async start(spec: JobSpec): Promise<string> {
    return (await this.#client.request('jobs.start', spec)).id;
  }

  /** The job when nothing more will come of it. */
  settled(id: string): Promise<Job> {
    return new Promise((resolve) => {
      const stop = this.#client.on('job', (job) => {
        if (job.id !== id || !isSettled(job)) return;
        stop();
        resolve(job);
      });
      const job = this.get(id);
      if (job === undefined || !isSettled(job)) return;
      stop();
      resolve(job);
    });
  }

  async cancel(id: string): Promise<void> {
    await this.#client.request('jobs.cancel', { id });
  }

  /** Lets the job of a film rest. */
  async pause(id: string): Promise<void> {
    await this.#client.request('jobs.pause', { id });
  }

  async resume(id: string): Promise<void> {
    await this.#client.request('jobs.resume', { id });
  }

  async retry(id: string): Promise<void> {
    await this.#client.request('jobs.retry', { id });
  }

  async dismiss(id?: string): Promise<void> {
    await this.#client.request('jobs.dismiss', { id });
  }
}
