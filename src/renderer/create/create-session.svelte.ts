/** What Create shows: batches of pictures, the one that is selected, and what the controls would make. */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { counted } from '../../shared/counted.ts';
import type { DeviceChoice } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { isSettled, type Job } from '../../shared/job.ts';
import type { ModelSummary } from '../../shared/models/model-summary.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { CreateSettings } from '../../shared/workspace.ts';
import { randomSeedText } from '../../core/random/random-seed.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import { fetchPictures, renderMissing } from './batch-pictures.ts';
import { Batch, isGenerateJob, type Slot } from './batch.svelte.ts';
import { needsMean, nextSeed, pictureRecipe } from './create-recipes.ts';
import type { JobsState } from '../app/jobs-state.svelte.ts';
import { ModelMeans } from './model-means.svelte.ts';
import { NextPreview } from './next-preview.svelte.ts';
import type { ModelsState } from '../app/models-state.svelte.ts';
import type { Notices } from '../app/notices.svelte.ts';
import type { WorkspaceState } from '../app/workspace-state.svelte.ts';

/** Parts of the studio's interface that Create stands on. */
export interface CreateParts {
  readonly client: Pick<StudioClient, 'request' | 'on'>;
  readonly notices: Pick<Notices, 'info' | 'error'>;
  readonly workspace: Pick<WorkspaceState, 'create' | 'updateCreate'>;
  readonly models: Pick<ModelsState, 'named'>;
  readonly jobs: Pick<JobsState, 'list' | 'start' | 'cancel' | 'retry' | 'dismiss'>;
}

/** One picture on the stage. */
export interface Place {
  readonly batch: string;
  readonly index: number;
}

export type Strip = 'kept' | 'key-frames';

const UNDO_MS = 6000;
export class CreateSession {
  readonly preview: NextPreview;
  readonly #parts: CreateParts;
  readonly #batches = new SvelteMap<string, Batch>();
  readonly #hidden = new SvelteSet<string>();
  readonly #means: ModelMeans;
  /** Seconds of one picture and step, by model and device. */
  readonly #rates = new SvelteMap<string, number>();
  #selected = $state.raw<Place | null>(null);
  #wasChanged = $state(false);
  /** Whether it is known what there is to show. */
  #hasLoaded = $state(false);
  /** Batches on their way into the queue. */
  #starting = $state(0);
  /** Side of a picture in CSS pixels; null fits a batch to the stage. */
  tileSize = $state<number | null>(null);
  strip = $state<Strip | null>(null);

  constructor(parts: CreateParts) {
    this.#parts = parts;
    const { client } = parts;
    this.#means = new ModelMeans(client);
    this.preview = new NextPreview(client, this.#means, () => ({
      settings: parts.workspace.create,
      model: this.model,
      steps: this.steps,
      mustWait: !this.#hasLoaded || (this.#isAtWork && !this.#wasChanged),
    }));
    client.on('job', (job) => this.#onJob(job));
    client.on('job-preview', ({ id, index, step, pixels }) => {
      this.#batches.get(id)?.slots[index]?.preview(step, pixels);
    });
    client.on('job-picture', ({ id, index, picture }) => {
      this.#batches.get(id)?.slots[index]?.settle(picture);
    });
  }

  /** Newest first. */
  readonly batches: readonly Batch[] = $derived.by(() =>
    [...this.#batches.values()]
      .filter(({ id }) => !this.#hidden.has(id))
      .sort((a, b) => b.createdAt - a.createdAt),
  );

  /** Of the batches' pictures that are made, the newest batch first. */
  readonly recentRecipes: readonly Recipe[] = $derived.by(() =>
    this.batches.flatMap(({ slots }) =>
      slots.flatMap(({ picture }) => (picture === null ? [] : [picture.recipe])),
    ),
  );

  /** The model of the settings, or the library's first; undefined where the library is empty. */
  get model(): ModelSummary | undefined {
    return this.#parts.models.named(this.#parts.workspace.create.model);
  }

  /** T. */
  get steps(): number {
    return this.#parts.workspace.create.steps ?? this.model?.card.steps ?? 1;
  }

  /** A batch at work is in no hurry to share the machine with a preview, unless a control is moved. */
  get #isAtWork(): boolean {
    return this.#starting > 0 || this.batches.some(({ isActive }) => isActive);
  }

  get selected(): Place | null {
    return this.#selected;
  }

  get selectedSlot(): Slot | undefined {
    const place = this.#selected;
    if (place === null || this.#hidden.has(place.batch)) return undefined;
    return this.#batches.get(place.batch)?.slots[place.index];
  }

  select(place: Place | null): void {
    this.#selected = place;
  }

  batch(id: string): Batch | undefined {
    return this.#hidden.has(id) ? undefined : this.#batches.get(id);
  }

  /** Takes up the jobs of the studio; with nothing to show, makes a first batch. */
  async load(): Promise<void> {
    const jobs = this.#parts.jobs.list.filter(isGenerateJob);
    for (const job of jobs) this.#onJob(job);
    const isFirst = !this.#hasLoaded;
    const isEmpty = this.#batches.size === 0;
    this.#hasLoaded = true;
    if (isFirst && isEmpty) await this.generate();
    for (const [i, batch] of this.batches.entries()) await this.#fill(batch, i === 0);
  }

  /** A change that the user made. */
  change(settings: Partial<CreateSettings>): void {
    this.#wasChanged = true;
    this.#parts.workspace.updateCreate(settings);
  }

  rollSeed(): void {
    this.change({ seed: randomSeedText() });
  }

  /** Queues a batch as the settings say, and sets the seed for the next. @throws {TrilemmaError} */
  async generate(): Promise<void> {
    const { workspace, jobs } = this.#parts;
    const { model, steps } = this;
    if (model === undefined) return;
    const settings = workspace.create;
    const { count, device } = settings;
    this.#starting++;
    this.#wasChanged = false;
    workspace.updateCreate({ seed: nextSeed(settings) });
    try {
      const mean = needsMean(settings) ? await this.#means.load(model) : null;
      const pictures = Array.from({ length: count }, (_, i) => pictureRecipe(settings, i, steps, mean));
      const id = await jobs.start({ kind: 'generate', model: model.card.name, steps, device, pictures });
      // What was selected goes out of sight, and keys must not act on what is not seen.
      this.#selected = count === 1 ? { batch: id, index: 0 } : null;
    } finally {
      this.#starting--;
    }
  }

  /** An estimate from earlier batches of this model on this device; null without any. */
  get secondsToGenerate(): number | null {
    const { count, device } = this.#parts.workspace.create;
    const { model, steps } = this;
    const rate = model === undefined ? undefined : this.#rates.get(rateKey(model.card.name, device));
    return rate === undefined ? null : rate * count * steps;
  }

  /** What the last finished batch ran on with the device chosen now. */
  get deviceInUse(): DeviceChoice | null {
    const { device } = this.#parts.workspace.create;
    for (const { job } of this.batches) {
      const { spec, state } = job;
      if (spec.device !== device || state.status !== 'done' || state.result.kind !== 'generate') continue;
      return state.result.device;
    }
    return null;
  }

  async cancel(batch: Batch): Promise<void> {
    await this.#parts.jobs.cancel(batch.id);
  }

  async retry(batch: Batch): Promise<void> {
    await this.#parts.jobs.retry(batch.id);
  }

  /** Takes a batch off the stage; for a moment that can be undone. */
  remove(batch: Batch): void {
    const { notices } = this.#parts;
    if (this.#selected?.batch === batch.id) this.#selected = null;
    this.#hidden.add(batch.id);
    if (batch.isActive) this.cancel(batch).catch((error: unknown) => notices.error(error));
    const timer = setTimeout(() => void this.#forget(batch), UNDO_MS);
    const { length } = batch.slots;
    notices.info(`${counted(length, 'picture')} removed.`, {
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

  /** Gets the pictures that were finished while nobody listened. */
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

function rateKey(model: string, device: string): string {
  return `${model} ${device}`;
}

function isCode(error: unknown, code: TrilemmaError['code']): boolean {
  return error instanceof TrilemmaError && error.code === code;
}
