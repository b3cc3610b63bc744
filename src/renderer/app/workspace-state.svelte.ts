import type { KeyFrame, Theme, View, Workspace, CreateSettings } from '../../shared/workspace.ts';
import { DEFAULT_WORKSPACE } from '../../shared/workspace.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import type { Notices } from './notices.svelte.ts';

const SAVE_AFTER_MS = 400;

/** What is remembered between two starts; every change is saved a moment later. */
export class WorkspaceState {
  readonly #client: StudioClient;
  readonly #notices: Notices;
  #value = $state.raw<Workspace>(DEFAULT_WORKSPACE);
  #unsaved: Partial<Workspace> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: StudioClient, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
    addEventListener('pagehide', () => this.#save());
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
    this.#value = { ...(await this.#client.request('workspace.load', {})), ...this.#unsaved };
  }

  update(change: Partial<Workspace>): void {
    this.#value = { ...this.#value, ...change };
    this.#unsaved = { ...this.#unsaved, ...change };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), SAVE_AFTER_MS);
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

  #save(): void {
    clearTimeout(this.#timer);
    const change = this.#unsaved;
    if (Object.keys(change).length === 0) return;
    this.#unsaved = {};
    this.#client.request('workspace.save', change).catch((error: unknown) => this.#notices.error(error));
  }
}
