/** The batches that Create shows: their jobs, their pictures, and how fast they went. */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { counted } from '../../shared/counted.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import type { Device, DeviceChoice } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { isSettled, type Job } from '../../shared/job.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { JobsState } from '../app/jobs-state.svelte.ts';
import type { Notices } from '../app/notices.svelte.ts';
import { fetchPictures, renderMissing } from './batch-pictures.ts';
import { Batch, isGenerateJob } from './batch.svelte.ts';

export interface BatchesParts {
  readonly client: Pick<StudioClient, 'request' | 'on'>;
  readonly notices: Pick<Notices, 'info' | 'error'>;
  readonly jobs: Pick<JobsState, 'list' | 'cancel' | 'retry' | 'dismiss'>;
}

const UNDO_MS = 6000;

export class Batches {
  readonly #parts: BatchesParts;
  readonly #batches = new SvelteMap<string, Batch>();
  /** Removed, while that can be undone. */
  readonly #hidden = new SvelteSet<string>();
  /** Seconds of one picture and step, by model and device. */
  readonly #rates = new SvelteMap<string, number>();

  constructor(parts: BatchesParts) {
    this.#parts = parts;
    const { client } = parts;
    client.on('job', (job) => this.#onJob(job));
    client.on('job-preview', ({ id, index, step, pixels }) => {
      this.#batches.get(id)?.slots[index]?.preview(step, pixels);
    });
    client.on('job-picture', ({ id, index, picture }) => {
      this.#batches.get(id)?.slots[index]?.settle(picture);
    });
  }

  /** Newest first. */
  readonly list: readonly Batch[] = $derived.by(() =>
    [...this.#batches.values()]
      .filter(({ id }) => !this.#hidden.has(id))
      .sort((a, b) => b.createdAt - a.createdAt),
  );

  /** The recipes of all finished pictures, those of the newest batch first. */
  readonly recipes: readonly Recipe[] = $derived.by(() =>
    this.list.flatMap(({ slots }) =>
      slots.flatMap(({ picture }) => (picture === null ? [] : [picture.recipe])),
    ),
  );

  get(id: string): Batch | undefined {
    return this.#hidden.has(id) ? undefined : this.#batches.get(id);
  }

  /** Adds the studio's jobs. @returns whether there are any batches, removed ones included */
  addJobs(): boolean {
    for (const job of this.#parts.jobs.list) this.#onJob(job);
    return this.#batches.size > 0;
  }

  /** Gets the pictures that were finished while nobody listened; only the newest batch is rendered again. */
  async fillAll(): Promise<void> {
    for (const [i, batch] of this.list.entries()) await this.#fill(batch, i === 0);
  }

  /** Seconds of one picture and step, from the last batch of the model on the device; undefined without one. */
  secondsPerStep(model: string, device: Device): number | undefined {
    return this.#rates.get(rateKey(model, device));
  }

  /** What the last finished batch ran on, of those for which `device` was chosen. */
  deviceUsed(device: Device): DeviceChoice | null {
    for (const { job } of this.list) {
      const { spec, state } = job;
      if (spec.device !== device || state.status !== 'done' || state.result.kind !== 'generate') continue;
      return state.result.device;
    }
    return null;
  }

  async cancel({ id }: Batch): Promise<void> {
    await this.#parts.jobs.cancel(id);
  }

  async retry({ id }: Batch): Promise<void> {
    await this.#parts.jobs.retry(id);
  }

  /** Removes a batch, with Undo for a moment. */
  remove(batch: Batch): void {
    const { notices } = this.#parts;
    this.#hidden.add(batch.id);
    if (batch.isActive) this.cancel(batch).catch((error: unknown) => notices.error(error));
    const timer = setTimeout(() => void this.#forget(batch), UNDO_MS);
    notices.info(`${counted(batch.slots.length, 'picture')} removed.`, {
      label: 'Undo',
      run: () => {
        clearTimeout(timer);
        this.#hidden.delete(batch.id);
      },
    });
  }

  /** Makes a folded batch's pictures again: the same recipes, the same pixels. @throws {TrilemmaError} */
  async showAgain(batch: Batch): Promise<void> {
    batch.isFolded = false;
    await renderMissing(this.#parts.client, batch);
  }

  #onJob(job: Job): void {
    if (!isGenerateJob(job)) return;
    const known = this.#batches.get(job.id);
    const batch = known ?? new Batch(job);
    if (known === undefined) this.#batches.set(job.id, batch);
    batch.update(job, performance.now() / 1000);
    const { model, device } = job.spec;
    if (batch.secondsPerStep !== null) this.#rates.set(rateKey(model, device), batch.secondsPerStep);
    if (job.state.status === 'done' && known !== undefined) void this.#fill(known, false);
  }

  async #fill(batch: Batch, showAgain: boolean): Promise<void> {
    if (batch.missing.length === 0 || batch.isFolded) return;
    const { client, notices } = this.#parts;
    try {
      await fetchPictures(client, batch);
      if (batch.job.state.status !== 'done' || batch.missing.length === 0) return;
      batch.isFolded = !showAgain && batch.slots.every(({ pixels }) => pixels === null);
      if (!batch.isFolded) await this.showAgain(batch);
    } catch (error) {
      // The shell says when the studio is gone; a job that left the list has nothing more to give.
      if (isCode(error, 'disconnected') || isCode(error, 'usage')) return;
      batch.isFolded = true;
      notices.error(error);
    }
  }

  async #forget(batch: Batch): Promise<void> {
    this.#batches.delete(batch.id);
    this.#hidden.delete(batch.id);
    const job = this.#parts.jobs.list.find(({ id }) => id === batch.id);
    if (job === undefined || !isSettled(job)) return;
    try {
      await this.#parts.jobs.dismiss(batch.id);
    } catch (error) {
      if (!isCode(error, 'usage')) this.#parts.notices.error(error);
    }
  }
}

function rateKey(model: string, device: Device): string {
  return `${model} ${device}`;
}

function isCode(error: unknown, code: TrilemmaError['code']): boolean {
  return error instanceof TrilemmaError && error.code === code;
}
