/** Checkpoints that are being imported: uploads first, then jobs. They go on while another view is shown. */
import { SvelteMap } from 'svelte/reactivity';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { ImportSpec, Job } from '../../../shared/job.ts';
import type { Host } from '../../app/host/host.ts';
import type { JobsState } from '../../app/jobs-state.svelte.ts';
import type { Notices } from '../../app/notices.svelte.ts';

/** What the user knows of a checkpoint that does not say it itself. */
export type ImportFacts = Partial<Pick<ImportSpec, 'name' | 'steps' | 'imageSize' | 'bandOrder' | 'weights'>>;

/** A file that was dropped. */
export interface ModelUpload {
  readonly name: string;
  /** 0..1 */
  readonly share: number;
  /** Why it could not be uploaded, or null. */
  readonly problem: string | null;
}

export interface ImportJob extends Job {
  readonly spec: ImportSpec;
}

export class ModelImports {
  readonly #host: Host;
  readonly #jobs: JobsState;
  readonly #notices: Notices;
  readonly #uploads = new SvelteMap<number, ModelUpload>();
  // Nothing is shown of these.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #controllers = new Map<number, AbortController>();
  #nextUpload = 1;
  #lastAdded = $state<string | null>(null);

  constructor(host: Host, jobs: JobsState, notices: Notices) {
    this.#host = host;
    this.#jobs = jobs;
    this.#notices = notices;
  }

  readonly uploads: readonly (readonly [number, ModelUpload])[] = $derived.by(() => [...this.#uploads]);

  /** Those under way, and those that failed and were not put aside. */
  readonly jobs: readonly ImportJob[] = $derived.by(() =>
    this.#jobs.list.filter(
      (job): job is ImportJob =>
        job.spec.kind === 'import-model' && job.state.status !== 'done' && job.state.status !== 'cancelled',
    ),
  );

  /** Name of the model that came last, until it was shown. */
  get lastAdded(): string | null {
    return this.#lastAdded;
  }

  forgetAdded(): void {
    this.#lastAdded = null;
  }

  /** Hands a dropped file over, and imports it. */
  async file(file: File): Promise<void> {
    const id = this.#nextUpload++;
    const controller = new AbortController();
    const show = (change: Partial<ModelUpload>) =>
      this.#uploads.set(id, { name: file.name, share: 0, problem: null, ...change });
    show({});
    this.#controllers.set(id, controller);
    try {
      const path = await this.#host.pathOf(file, {
        signal: controller.signal,
        onProgress: (share) => show({ share }),
      });
      this.#uploads.delete(id);
      await this.path(path);
    } catch (error) {
      if (error instanceof TrilemmaError && error.code === 'cancelled') this.#uploads.delete(id);
      else show({ problem: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#controllers.delete(id);
    }
  }

  /** Ends an upload, or puts one aside that failed. */
  removeUpload(id: number): void {
    this.#controllers.get(id)?.abort();
    this.#uploads.delete(id);
  }

  /** Imports a file that the studio can read, and says how it went; what failed is in `jobs`. */
  async path(path: string, facts: ImportFacts = {}): Promise<void> {
    const id = await this.#jobs.start({ kind: 'import-model', path, ...facts });
    const { state } = await this.#jobs.settled(id);
    if (state.status !== 'done' || state.result.kind !== 'import-model') return;
    const { model, added, notes } = state.result;
    this.#lastAdded = model;
    const done = added
      ? `${model} added to the library.`
      : `These weights are already in the library: ${model}.`;
    if (notes.length === 0) this.#notices.info(done);
    else this.#notices.toRead([done, ...notes].join(' '));
  }

  /** Begins an import again that failed, with what was missing. */
  async again({ id, spec }: ImportJob, facts: ImportFacts): Promise<void> {
    const { path, name, steps, imageSize, bandOrder, weights } = spec;
    await this.#jobs.dismiss(id);
    await this.path(path, { name, steps, imageSize, bandOrder, weights, ...facts });
  }
}
