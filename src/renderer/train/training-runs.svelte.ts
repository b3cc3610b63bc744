/** Training runs, and what can be done with them. */
import { SvelteMap } from 'svelte/reactivity';
import type { TrainingRun, TrainingSpec } from '../../shared/training.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import type { Notices } from '../app/notices.svelte.ts';

/** Where a new run takes up another. */
export interface BranchPoint {
  readonly id: string;
  readonly step: number;
}

export class TrainingRuns {
  readonly #client: Pick<StudioClient, 'request' | 'on'>;
  readonly #notices: Pick<Notices, 'info' | 'error'>;
  readonly #runs = new SvelteMap<string, TrainingRun>();
  #isLoaded = $state(false);

  constructor(client: Pick<StudioClient, 'request' | 'on'>, notices: Pick<Notices, 'info' | 'error'>) {
    this.#client = client;
    this.#notices = notices;
    client.on('training', (run) => this.#goOn(run));
    client.on('training-removed', ({ id }) => this.#runs.delete(id));
  }

  /** The newest first. */
  readonly list: readonly TrainingRun[] = $derived.by(() =>
    [...this.#runs.values()].sort((a, b) => b.createdAt - a.createdAt),
  );

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  get(id: string): TrainingRun | undefined {
    return this.#runs.get(id);
  }

  async load(): Promise<void> {
    const runs = await this.#client.request('training.list', {});
    this.#runs.clear();
    for (const run of runs) this.#runs.set(run.id, run);
    this.#isLoaded = true;
  }

  /** @returns the new run's id. */
  async start(spec: TrainingSpec, parent: BranchPoint | null): Promise<string> {
    const { id } =
      parent === null
        ? await this.#client.request('training.start', spec)
        : await this.#client.request('training.branch', { ...parent, spec });
    return id;
  }

  async pause(id: string): Promise<void> {
    await this.#client.request('training.pause', { id });
  }

  async resume(id: string): Promise<void> {
    await this.#client.request('training.resume', { id });
  }

  async stop(id: string): Promise<void> {
    await this.#client.request('training.stop', { id });
  }

  async remove(id: string): Promise<void> {
    await this.#client.request('training.remove', { id });
  }

  /** Puts a checkpoint into the library. @returns the model's name. */
  async keep(id: string, step: number, name: string): Promise<string> {
    return (await this.#client.request('training.keep', { id, step, name })).model;
  }

  /** Runs take hours, so messages tell how one ended, or what stopped it, whatever view is shown. */
  #goOn(run: TrainingRun): void {
    const before = this.#runs.get(run.id)?.state.status;
    this.#runs.set(run.id, run);
    const { state, spec } = run;
    if (before === undefined || before === state.status) return;
    if (state.status === 'done') this.#notices.info(`${spec.name} has finished training.`);
    if (state.status === 'failed') this.#notices.error(new Error(`${spec.name}: ${state.message}`));
    if (state.status === 'paused' && (state.reason === 'disk-full' || state.reason === 'data-gone')) {
      this.#notices.error(new Error(`${spec.name} is paused. ${state.message}`));
    }
  }
}
