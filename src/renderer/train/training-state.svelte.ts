/** What the training view shows: a run of the list, or one that is being set up. It outlives a change of view. */
import type { TrainingRun } from '../../shared/training.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import type { Notices } from '../app/notices.svelte.ts';
import { type DraftParts, TrainingDraft } from './draft/training-draft.svelte.ts';
import { TrainingRuns } from './training-runs.svelte.ts';

export interface TrainingParts extends DraftParts {
  readonly client: Pick<StudioClient, 'request' | 'on'>;
  readonly notices: Pick<Notices, 'info' | 'error'>;
}

export class TrainingState {
  readonly runs: TrainingRuns;
  readonly #parts: TrainingParts;
  #draft = $state.raw<TrainingDraft | null>(null);
  #chosenId = $state<string | null>(null);

  constructor(parts: TrainingParts) {
    this.#parts = parts;
    this.runs = new TrainingRuns(parts.client, parts.notices);
  }

  /** The run that is shown: the one that was chosen, or else the newest. */
  readonly chosen: TrainingRun | undefined = $derived.by(
    () => this.runs.list.find(({ id }) => id === this.#chosenId) ?? this.runs.list[0],
  );

  /** Null where none is being set up. */
  get draft(): TrainingDraft | null {
    return this.#draft;
  }

  choose(id: string): void {
    this.#chosenId = id;
    this.closeDraft();
  }

  openDraft(): void {
    this.closeDraft();
    this.#draft = new TrainingDraft(this.#parts);
  }

  /** Sets up a run like another. */
  openAgain(run: TrainingRun): void {
    this.closeDraft();
    this.#draft = TrainingDraft.again(this.#parts, run);
  }

  openBranch(run: TrainingRun, step: number): void {
    this.closeDraft();
    this.#draft = TrainingDraft.branch(this.#parts, run, step);
  }

  closeDraft(): void {
    this.#draft?.close();
    this.#draft = null;
  }

  /** Starts what was set up, and shows it. */
  async start(draft: TrainingDraft): Promise<void> {
    const spec = draft.specOf(draft.preset);
    if (spec === null || draft.missing !== null) return;
    const id = await this.runs.start(spec, draft.parent);
    this.choose(id);
  }
}
