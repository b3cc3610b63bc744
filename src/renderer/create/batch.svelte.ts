import { isSettled, type Job, type JobSpec } from '../../shared/job.ts';
import type { Picture, Pixels } from '../../shared/picture.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';

export type GenerateSpec = Extract<JobSpec, { kind: 'generate' }>;

export interface GenerateJob extends Job {
  readonly spec: GenerateSpec;
}

export function isGenerateJob(job: Job): job is GenerateJob {
  return job.spec.kind === 'generate';
}

/** The place of one picture of a batch. */
export class Slot {
  readonly latents: LatentRecipe;
  #pixels = $state.raw<Pixels | null>(null);
  #picture = $state.raw<Picture | null>(null);
  #step = $state(0);

  constructor(latents: LatentRecipe) {
    this.latents = latents;
  }

  /** The prediction of x_0 so far, then the picture. */
  get pixels(): Pixels | null {
    return this.#pixels;
  }

  get picture(): Picture | null {
    return this.#picture;
  }

  /** Denoising steps done. */
  get step(): number {
    return this.#step;
  }

  preview(step: number, pixels: Pixels): void {
    if (this.#picture !== null) return;
    this.#pixels = pixels;
    this.#step = step;
  }

  settle(picture: Picture): void {
    this.#picture = picture;
    this.#pixels = picture;
  }
}

/** A generate job and its pictures. It stays when the job leaves the list. */
export class Batch {
  readonly id: string;
  readonly spec: GenerateSpec;
  readonly createdAt: number;
  readonly slots: readonly Slot[];
  #job: GenerateJob;
  #isFolded = $state(false);
  #rateStart: { readonly at: number; readonly done: number } | undefined;
  #secondsPerStep: number | null = null;

  constructor(job: GenerateJob) {
    this.id = job.id;
    this.spec = job.spec;
    this.createdAt = job.createdAt;
    this.#job = $state.raw(job);
    this.slots = job.spec.pictures.map((latents) => new Slot(latents));
  }

  get job(): GenerateJob {
    return this.#job;
  }

  get isActive(): boolean {
    return !isSettled(this.#job);
  }

  /** The places without a finished picture. */
  get missing(): readonly Slot[] {
    return this.slots.filter(({ picture }) => picture === null);
  }

  /** Its pictures are no longer in memory: only its header is shown until they are asked for again. */
  get isFolded(): boolean {
    return this.#isFolded;
  }

  set isFolded(value: boolean) {
    this.#isFolded = value;
  }

  /** Seconds of one picture and denoising step, as this job goes; null until that is known. */
  get secondsPerStep(): number | null {
    return this.#secondsPerStep;
  }

  /** @param now seconds, of a clock that does not go back. */
  update(job: GenerateJob, now: number): void {
    this.#job = job;
    const { state } = job;
    if (state.status !== 'running' || state.progress === null) {
      this.#rateStart = undefined;
      return;
    }
    const { done } = state.progress;
    this.#rateStart ??= { at: now, done };
    const gained = done - this.#rateStart.done;
    const elapsed = now - this.#rateStart.at;
    if (gained > 0 && elapsed > 0) this.#secondsPerStep = elapsed / gained;
  }
}
