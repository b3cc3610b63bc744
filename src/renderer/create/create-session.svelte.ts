/** What Create remembers while another view is shown: its settings, what is selected, and the next batch. */
import type { ModelSummary } from '../../shared/models/model-summary.ts';
import type { CreateSettings } from '../../shared/workspace.ts';
import { randomSeedText } from '../../core/random/random-seed.ts';
import type { JobsState } from '../app/jobs-state.svelte.ts';
import type { ModelsState } from '../app/models-state.svelte.ts';
import type { WorkspaceState } from '../app/workspace-state.svelte.ts';
import type { Batch, Slot } from './batch.svelte.ts';
import { Batches, type BatchesParts } from './batches.svelte.ts';
import { needsMean, nextSeed, pictureRecipe } from './create-recipes.ts';
import { ModelMeans } from './model-means.svelte.ts';
import { NextPreview } from './next-preview.svelte.ts';

export interface CreateParts extends BatchesParts {
  readonly workspace: Pick<WorkspaceState, 'create' | 'updateCreate'>;
  readonly models: Pick<ModelsState, 'named'>;
  readonly jobs: BatchesParts['jobs'] & Pick<JobsState, 'start'>;
}

/** One picture of a batch. */
export interface StagePlace {
  readonly batch: string;
  readonly index: number;
}

export type Strip = 'kept' | 'key-frames';

export class CreateSession {
  readonly batches: Batches;
  readonly preview: NextPreview;
  readonly #parts: CreateParts;
  readonly #means: ModelMeans;
  #selected = $state.raw<StagePlace | null>(null);
  /** True if the user changed a setting since the last batch began. */
  #wasChanged = $state(false);
  #hasLoaded = $state(false);
  /** Batches on their way into the queue. */
  #starting = $state(0);
  /** Side of a picture in CSS pixels; null fits a batch to the window. */
  tileSize = $state<number | null>(null);
  strip = $state<Strip | null>(null);

  constructor(parts: CreateParts) {
    this.#parts = parts;
    this.batches = new Batches(parts);
    this.#means = new ModelMeans(parts.client);
    this.preview = new NextPreview(parts.client, this.#means, () => ({
      settings: parts.workspace.create,
      model: this.model,
      steps: this.steps,
      // A preview does not compete with a running batch, unless the user moves a control.
      mustWait: !this.#hasLoaded || (this.#isGenerating && !this.#wasChanged),
    }));
  }

  /** The model of the settings, or the library's first; undefined if the library is empty. */
  get model(): ModelSummary | undefined {
    return this.#parts.models.named(this.#parts.workspace.create.model);
  }

  /** T. */
  get steps(): number {
    return this.#parts.workspace.create.steps ?? this.model?.card.steps ?? 1;
  }

  get #isGenerating(): boolean {
    return this.#starting > 0 || this.batches.list.some(({ isActive }) => isActive);
  }

  get selected(): StagePlace | null {
    return this.#selected;
  }

  get selectedSlot(): Slot | undefined {
    const place = this.#selected;
    return place === null ? undefined : this.batches.get(place.batch)?.slots[place.index];
  }

  select(place: StagePlace | null): void {
    this.#selected = place;
  }

  /** Shows the studio's batches; at the first start, without any, generates one. */
  async load(): Promise<void> {
    const hasBatches = this.batches.addJobs();
    const isFirst = !this.#hasLoaded;
    this.#hasLoaded = true;
    if (isFirst && !hasBatches) await this.generate();
    await this.batches.fillAll();
  }

  /** Changes settings for the user. */
  change(settings: Partial<CreateSettings>): void {
    this.#wasChanged = true;
    this.#parts.workspace.updateCreate(settings);
  }

  rollSeed(): void {
    this.change({ seed: randomSeedText() });
  }

  /** Queues a batch with the settings, and sets the seed for the next. @throws {TrilemmaError} */
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
    const rate = model && this.batches.secondsPerStep(model.card.name, device);
    return rate === undefined ? null : rate * count * steps;
  }

  /** Removes a batch, with Undo for a moment. */
  remove(batch: Batch): void {
    if (this.#selected?.batch === batch.id) this.#selected = null;
    this.batches.remove(batch);
  }
}
