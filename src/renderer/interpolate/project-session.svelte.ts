/** The interpolation that is open, with all that was done to it. */
import type { PathRecipe } from '../../core/latent/path/path.ts';
import { modelsOf } from '../../core/latent/path/models.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { LatentPath } from '../../shared/path/latent-path.ts';
import type { Project, ProjectPath } from '../../shared/path/project.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import { EvenSpeed } from './path/even-speed.svelte.ts';
import { FilmViewer } from './preview/film-viewer.svelte.ts';
import { type Evenness, evennessOf, withoutStalePace } from './preview/frame-keys.ts';
import { checkModels } from './path/models-of-path.ts';
import { driftAroundOther, inSeconds, inserted, pathFrom } from './path/path-edits.ts';
import { layoutOf } from './timeline/timeline-layout.ts';
import { Autosave } from '../app/autosave.ts';
import { History } from '../app/history.svelte.ts';
import type { ModelsState } from '../app/models-state.svelte.ts';
import type { Notices } from '../app/notices.svelte.ts';
import type { ProjectsState } from './projects/projects-state.svelte.ts';
import type { WorkspaceState } from '../app/workspace-state.svelte.ts';

/** Parts of the studio's interface that it stands on. */
export interface ProjectParts {
  readonly client: Pick<StudioClient, 'request'>;
  readonly notices: Pick<Notices, 'info' | 'error'>;
  readonly workspace: Pick<WorkspaceState, 'create' | 'update'>;
  readonly projects: Pick<ProjectsState, 'create'>;
  readonly models: Pick<ModelsState, 'withHash'>;
}

/** What the inspector is about; null for the whole path. */
export type Selection = { readonly kind: 'key-frame' | 'segment'; readonly index: number } | null;

const SAVE_AFTER_MS = 500;

export class ProjectSession {
  readonly viewer: FilmViewer;
  readonly speed: EvenSpeed;
  readonly #parts: ProjectParts;
  readonly #autosave: Autosave<{ readonly id: number; readonly path: ProjectPath }>;
  #project = $state.raw<Omit<Project, 'path'> | null>(null);
  #history = $state.raw(new History<ProjectPath>(null));
  #selection = $state.raw<Selection>(null);
  #opening = 0;

  constructor(parts: ProjectParts) {
    const { client, notices, workspace } = parts;
    this.#parts = parts;
    this.speed = new EvenSpeed(client);
    this.viewer = new FilmViewer({
      client,
      notices,
      path: () => this.path,
      device: () => workspace.create.device,
    });
    this.#autosave = new Autosave(
      (saved) => client.request('projects.save', saved),
      (error) => notices.error(error),
      SAVE_AFTER_MS,
    );
  }

  /** Null while none is open. */
  get project(): Omit<Project, 'path'> | null {
    return this.#project;
  }

  readonly path: ProjectPath = $derived.by(() => this.#history.value);

  readonly evenness: Evenness = $derived.by(() => (this.path === null ? 'off' : evennessOf(this.path)));

  /** What is selected, where it is still there. */
  readonly selection: Selection = $derived.by(() => {
    if (this.#selection === null) return null;
    const { kind, index } = this.#selection;
    const { keyFrames, segments } = this.viewer.layout;
    return index < (kind === 'key-frame' ? keyFrames : segments).length ? this.#selection : null;
  });

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  select(selection: Selection): void {
    this.#selection = selection;
  }

  /** Opens a project; of several that are asked for, the last. */
  async open(id: number): Promise<void> {
    const asked = ++this.#opening;
    await this.flush();
    const { path, ...project } = await this.#parts.client.request('projects.load', { id });
    if (asked !== this.#opening) return;
    this.close();
    this.#project = project;
    this.#history = new History<ProjectPath>(path && inSeconds(path));
    this.viewer.player.seek(0);
  }

  close(): void {
    this.viewer.player.pause();
    this.speed.cancel();
    this.#project = null;
    this.#history = new History<ProjectPath>(null);
    this.#selection = null;
  }

  /**
   * A new project of these pictures, in order.
   *
   * @throws TrilemmaError with a word why, where no path leads through them
   */
  async openNew(pictures: readonly PathRecipe[]): Promise<void> {
    const [first, ...rest] = pictures;
    this.#checkModels(pictures);
    const path = first === undefined ? null : inserted(pathFrom(first), 1, rest);
    this.#parts.workspace.update({ view: 'interpolate' });
    await this.open(await this.#parts.projects.create(path));
  }

  /** A change of its own. */
  change(path: ProjectPath): void {
    if (!this.#isPossible(path)) return;
    this.#history.set(path && withoutStalePace(this.path, path));
    this.#changed();
  }

  /** A change while a control is held; {@link letGo} ends it. @param control its name: another one ends the step. */
  hold(control: string, path: LatentPath): void {
    if (!this.#isPossible(path)) return;
    this.#history.hold(control, withoutStalePace(this.path, path));
    this.#changed();
  }

  letGo(): void {
    this.#history.letGo();
  }

  undo(): void {
    this.#history.undo();
    this.#changed();
  }

  redo(): void {
    this.#history.redo();
    this.#changed();
  }

  /**
   * Puts pictures in as key frames; a drift goes around the last of them from then on. Says why where they do not fit.
   *
   * @param at before which key frame; left out: at the end.
   */
  add(pictures: readonly PathRecipe[], at?: number): void {
    const { path } = this;
    const [first, ...rest] = pictures;
    if (this.#project === null || first === undefined) return;
    try {
      if (path?.kind === 'drift') {
        this.change(driftAroundOther(path, pictures.at(-1)!));
        return;
      }
      const place = at ?? path?.keyFrames.length ?? 0;
      this.#checkModels(pictures, path);
      this.change(path === null ? inserted(pathFrom(first), 1, rest) : inserted(path, place, pictures));
      this.select({ kind: 'key-frame', index: place });
      this.viewer.player.seek(this.viewer.layout.keyFrames[place]?.start ?? 0);
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Gives out times anew, so that the picture changes evenly. A change of the path meanwhile cancels it. */
  async even(): Promise<void> {
    const { path } = this;
    if (path?.kind !== 'key-frames' || path.keyFrames.length < 2) return;
    const even = await this.speed.measure(path, this.#parts.workspace.create.device);
    this.#history.set(inSeconds(even));
    this.#save();
  }

  async rename(name: string): Promise<void> {
    if (this.#project === null) return;
    const { id } = this.#project;
    await this.#parts.client.request('projects.rename', { id, name });
    await this.#reload(id);
  }

  async keepVersion(name: string): Promise<void> {
    if (this.#project === null) return;
    const { id } = this.#project;
    await this.flush();
    await this.#parts.client.request('projects.keepVersion', { id, name });
    await this.#reload(id);
  }

  /** The path becomes that of a version; what it was is kept as one, and the change can be undone. */
  async takeVersion(version: number): Promise<void> {
    if (this.#project === null) return;
    const { id } = this.#project;
    await this.flush();
    const { path, ...project } = await this.#parts.client.request('projects.takeVersion', { id, version });
    this.speed.cancel();
    this.#project = project;
    this.#history.set(path && inSeconds(path));
  }

  async removeVersion(version: number): Promise<void> {
    if (this.#project === null) return;
    const { id } = this.#project;
    await this.#parts.client.request('projects.removeVersion', { id, version });
    await this.#reload(id);
  }

  /** Saves what is not saved yet. */
  flush(): Promise<void> {
    return this.#autosave.flush();
  }

  /** All but the path, which is newer here. */
  async #reload(id: number): Promise<void> {
    const { name, versions } = await this.#parts.client.request('projects.load', { id });
    if (this.#project?.id === id) this.#project = { ...this.#project, name, versions };
  }

  #changed(): void {
    this.speed.cancel();
    this.#save();
  }

  #save(): void {
    if (this.#project !== null) this.#autosave.set({ id: this.#project.id, path: this.path });
  }

  /** @throws TrilemmaError with a word why, where no weights are between the models of pictures and of a path */
  #checkModels(pictures: readonly PathRecipe[], path: ProjectPath = null): void {
    const names = pictures.map(({ model }) => model);
    checkModels([...(path === null ? [] : modelsOf(path)), ...names], this.#parts.models);
  }

  /** Whether it is not too long; says so where it is. */
  #isPossible(path: ProjectPath): boolean {
    try {
      if (path !== null) layoutOf(path);
      return true;
    } catch (error) {
      this.#refuse(error);
      return false;
    }
  }

  #refuse(error: unknown): void {
    if (error instanceof TrilemmaError) this.#parts.notices.info(error.message);
    else throw error;
  }
}
