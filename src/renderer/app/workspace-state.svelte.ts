import type { KeyFrame, Theme, View, Workspace, CreateSettings } from '../../shared/workspace.ts';
import { DEFAULT_WORKSPACE } from '../../shared/workspace.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import { Autosave } from './autosave.ts';
import type { Notices } from './notices.svelte.ts';

const SAVE_AFTER_MS = 400;

/** What is remembered between two starts; every change is saved a moment later. */
export class WorkspaceState {
  readonly #client: StudioClient;
  readonly #autosave: Autosave<Partial<Workspace>>;
  #value = $state.raw<Workspace>(DEFAULT_WORKSPACE);

  constructor(client: StudioClient, notices: Notices) {
    this.#client = client;
    this.#autosave = new Autosave(
      (change) => client.request('workspace.save', change),
      (error) => notices.error(error),
      SAVE_AFTER_MS,
    );
    addEventListener('pagehide', () => void this.#autosave.flush());
  }

  get theme(): Theme {
    return this.#value.theme;
  }

  get view(): View {
    return this.#value.view;
  }

  get create(): CreateSettings {
    return this.#value.create;
  }

  get keyFrames(): readonly KeyFrame[] {
    return this.#value.keyFrames;
  }

  async load(): Promise<void> {
    this.#value = { ...(await this.#client.request('workspace.load', {})), ...this.#autosave.unsaved };
  }

  update(change: Partial<Workspace>): void {
    this.#value = { ...this.#value, ...change };
    this.#autosave.set({ ...this.#autosave.unsaved, ...change });
  }

  updateCreate(change: Partial<CreateSettings>): void {
    this.update({ create: { ...this.create, ...change } });
  }

  addKeyFrame(recipe: Recipe): void {
    this.update({ keyFrames: [...this.keyFrames, { id: crypto.randomUUID(), recipe }] });
  }

  removeKeyFrame(id: string): void {
    this.update({ keyFrames: this.keyFrames.filter((keyFrame) => keyFrame.id !== id) });
  }
}
