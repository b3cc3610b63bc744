/** A run that is being set up. */
import { isModelName } from '../../../shared/models/model-name.ts';
import {
  presetSettings,
  type ScratchConfig,
  type TrainingBase,
  type TrainingPreset,
  type TrainingRun,
  type TrainingSettings,
  type TrainingSpec,
} from '../../../shared/training.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import type { ModelsState } from '../../app/models-state.svelte.ts';
import { TrainingEstimates } from './training-estimates.svelte.ts';
import { TrainingFolder } from './training-folder.svelte.ts';
import type { BranchPoint } from '../training-runs.svelte.ts';
import type { WorkspaceState } from '../../app/workspace-state.svelte.ts';

export interface DraftParts {
  readonly client: Pick<StudioClient, 'request'>;
  readonly models: Pick<ModelsState, 'list' | 'named'>;
  readonly workspace: Pick<WorkspaceState, 'create'>;
}

const SCRATCH_SIDES: Readonly<Record<ScratchConfig, number>> = {
  'tiny-32': 32,
  'small-64': 64,
  'wavelet-64': 64,
  'wavelet-128': 128,
};

export class TrainingDraft {
  readonly folder: TrainingFolder;
  readonly estimates: TrainingEstimates;
  readonly #models: Pick<ModelsState, 'list'>;
  #base = $state.raw<TrainingBase>({ kind: 'scratch', config: 'tiny-32' });
  #data = $state<string | null>(null);
  #preset = $state<TrainingPreset>('style');
  #changes = $state.raw<Partial<TrainingSettings>>({});
  #parent = $state.raw<BranchPoint | null>(null);
  /** A branch needs its base no more. */
  #parentSide = $state<number | null>(null);
  name = $state('');

  /** Begins with the model that Create uses. */
  constructor({ client, models, workspace }: DraftParts) {
    this.#models = models;
    this.folder = new TrainingFolder(client);
    this.estimates = new TrainingEstimates(client);
    const model = models.named(workspace.create.model);
    if (model === undefined) this.#preset = 'full';
    else this.#base = { kind: 'model', model: model.card.name };
  }

  /** A draft with the settings of another run. */
  static again(parts: DraftParts, { spec }: TrainingRun): TrainingDraft {
    const draft = new TrainingDraft(parts);
    draft.#take(spec);
    return draft;
  }

  /** A draft of a run that starts from a checkpoint of another run. */
  static branch(parts: DraftParts, { id, spec, imageSize }: TrainingRun, step: number): TrainingDraft {
    const draft = new TrainingDraft(parts);
    draft.#parent = { id, step };
    draft.#parentSide = imageSize;
    const steps = spec.settings.steps > step ? spec.settings.steps : step + presetSettings(spec.preset).steps;
    draft.#take({ ...spec, settings: { ...spec.settings, steps } });
    return draft;
  }

  get base(): TrainingBase {
    return this.#base;
  }

  /** Absolute path of the folder of pictures; null until one is chosen. */
  get data(): string | null {
    return this.#data;
  }

  get preset(): TrainingPreset {
    return this.#preset;
  }

  get parent(): BranchPoint | null {
    return this.#parent;
  }

  /** Presets that the base allows: a network that knows nothing yet has all to learn. */
  readonly presets: readonly TrainingPreset[] = $derived.by(() =>
    this.#base.kind === 'scratch' ? ['full'] : ['style', 'balanced', 'full'],
  );

  /** Settings that are not the preset's. */
  readonly changed: number = $derived.by(() => Object.keys(this.#changes).length);

  readonly settings: TrainingSettings = $derived.by(() => this.settingsOf(this.#preset));

  /** Side of the pictures in pixels; null where the base's model is gone. */
  readonly side: number | null = $derived.by(() => {
    const base = this.#base;
    if (this.#parentSide !== null) return this.#parentSide;
    if (base.kind === 'scratch') return SCRATCH_SIDES[base.config];
    const model = this.#models.list.find(({ card }) => card.name === base.model);
    return model?.card.architecture.imageSize ?? null;
  });

  /** What is missing before the run can start, in words; null where nothing is. */
  readonly missing: string | null = $derived.by(() => {
    const { state } = this.folder;
    if (this.side === null) return 'The base model is not in the library any more.';
    if (this.#data === null) return 'Choose a folder of pictures.';
    if (state.status === 'read' && state.report.pictures === 0)
      return 'The folder has no picture to train on.';
    if (this.#parent !== null && this.settings.steps <= this.#parent.step) {
      return `It starts at step ${this.#parent.step}: set more steps than that.`;
    }
    if (!isModelName(this.name)) return 'Give the run a name.';
    return null;
  });

  settingsOf(preset: TrainingPreset): TrainingSettings {
    return { ...presetSettings(preset), ...this.#changes };
  }

  /** The run with another preset; null until there is a folder. */
  specOf(preset: TrainingPreset): TrainingSpec | null {
    if (this.#data === null) return null;
    return {
      // Before it has a name it can be measured all the same.
      name: isModelName(this.name) ? this.name : 'unnamed',
      base: this.#base,
      data: this.#data,
      preset,
      settings: this.settingsOf(preset),
    };
  }

  chooseBase(base: TrainingBase): void {
    const before = this.side;
    this.#base = base;
    if (!this.presets.includes(this.#preset)) this.#preset = 'full';
    if (this.side !== before) this.#read();
  }

  chooseFolder(path: string): void {
    this.#data = path;
    this.#read();
  }

  choosePreset(preset: TrainingPreset): void {
    this.#preset = preset;
  }

  /** Takes up the parent at another of its checkpoints. */
  branchAt(step: number): void {
    if (this.#parent !== null) this.#parent = { ...this.#parent, step };
  }

  change(change: Partial<TrainingSettings>): void {
    const preset = presetSettings(this.#preset);
    this.#changes = differences(preset, { ...this.settings, ...change });
    if (change.crop !== undefined) this.#read();
  }

  /** Back to the preset's settings. */
  reset(): void {
    const { crop } = this.settings;
    this.#changes = {};
    if (this.settings.crop !== crop) this.#read();
  }

  /** Measures what the presets would take; one of them, or all. */
  async measure(presets: readonly TrainingPreset[] = this.presets): Promise<void> {
    await this.estimates.measure(
      presets.map((preset) => this.specOf(preset)).filter((spec) => spec !== null),
    );
  }

  /** Ends what was asked of the studio. */
  close(): void {
    this.folder.close();
    this.estimates.close();
  }

  #take({ base, preset, settings, data }: TrainingSpec): void {
    this.#base = base;
    this.#preset = preset;
    this.#changes = differences(presetSettings(preset), settings);
    this.chooseFolder(data);
  }

  #read(): void {
    if (this.#data === null || this.side === null) return;
    void this.folder.read({ folder: this.#data, side: this.side, crop: this.settings.crop });
  }
}

function differences(from: TrainingSettings, to: TrainingSettings): Partial<TrainingSettings> {
  const before: Readonly<Record<string, unknown>> = { ...from };
  return Object.fromEntries(Object.entries(to).filter(([key, value]) => before[key] !== value));
}
