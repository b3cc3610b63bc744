/** Edits the path of the interpolation that is open: changes with undo, what is selected, and the preview of its frames. */
import type { PathRecipe } from '../../../core/latent/path/path.ts';
import { modelsOf } from '../../../core/latent/path/models.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { LatentPath } from '../../../shared/path/latent-path.ts';
import type { ProjectPath } from '../../../shared/path/project.ts';
import { History } from '../../app/history.svelte.ts';
import type { ModelsState } from '../../app/models-state.svelte.ts';
import type { Notices } from '../../app/notices.svelte.ts';
import type { WorkspaceState } from '../../app/workspace-state.svelte.ts';
import { FilmViewer } from '../preview/film-viewer.svelte.ts';
import { type Evenness, evennessOf, withoutStalePace } from '../preview/frame-keys.ts';
import { layoutOf } from '../timeline/timeline-layout.ts';
import { EvenSpeed } from './even-speed.svelte.ts';
import { checkModels } from './models-of-path.ts';
import { driftAroundOther, inSeconds, inserted, pathFrom } from './path-edits.ts';

export interface EditorParts {
  readonly client: Pick<StudioClient, 'request'>;
  readonly notices: Pick<Notices, 'info' | 'error'>;
  readonly workspace: Pick<WorkspaceState, 'create'>;
  readonly models: Pick<ModelsState, 'withHash'>;
}

/** What the inspector shows; null for the whole path. */
export type PathSelection = { readonly kind: 'key-frame' | 'segment'; readonly index: number } | null;

export class PathEditor {
  readonly viewer: FilmViewer;
  readonly speed: EvenSpeed;
  readonly #parts: EditorParts;
  readonly #onChange: (path: ProjectPath) => void;
  #isOpen = $state(false);
  #history = $state.raw(new History<ProjectPath>(null));
  #selection = $state.raw<PathSelection>(null);

  /** @param onChange called with the path after each change that is to be saved */
  constructor(parts: EditorParts, onChange: (path: ProjectPath) => void) {
    const { client, notices, workspace } = parts;
    this.#parts = parts;
    this.#onChange = onChange;
    this.speed = new EvenSpeed(client);
    this.viewer = new FilmViewer({
      client,
      notices,
      path: () => this.path,
      device: () => workspace.create.device,
    });
  }

  /** Null while none is open, or it has no key frames. */
  readonly path: ProjectPath = $derived.by(() => this.#history.value);

  readonly evenness: Evenness = $derived.by(() => (this.path === null ? 'off' : evennessOf(this.path)));

  /** What is selected, if it still exists. */
  readonly selection: PathSelection = $derived.by(() => {
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

  select(selection: PathSelection): void {
    this.#selection = selection;
  }

  /** Opens a path, without a past to undo. */
  open(path: ProjectPath): void {
    this.close();
    this.#isOpen = true;
    this.#history = new History<ProjectPath>(path && inSeconds(path));
    this.viewer.player.seek(0);
  }

  close(): void {
    this.viewer.player.pause();
    this.speed.cancel();
    this.#isOpen = false;
    this.#history = new History<ProjectPath>(null);
    this.#selection = null;
  }

  /** Replaces the path by one that is saved already; this can be undone. */
  replace(path: ProjectPath): void {
    this.speed.cancel();
    this.#history.set(path && inSeconds(path));
  }

  /** Makes one change. */
  change(path: ProjectPath): void {
    if (!this.#isPossible(path)) return;
    this.#history.set(path && withoutStalePace(this.path, path));
    this.#changed();
  }

  /** Makes a change while a control is held; {@link letGo} ends it. @param control its name: another one ends the step. */
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
   * Inserts pictures as key frames; a drift takes the last of them as its picture. Says why if they do not fit.
   *
   * @param at before which key frame; by default at the end
   */
  add(pictures: readonly PathRecipe[], at?: number): void {
    const { path } = this;
    const [first, ...rest] = pictures;
    if (!this.#isOpen || first === undefined) return;
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

  /** The path through pictures, in order; null without any. @throws {TrilemmaError} if no path leads through them */
  pathThrough(pictures: readonly PathRecipe[]): ProjectPath {
    const [first, ...rest] = pictures;
    this.#checkModels(pictures);
    return first === undefined ? null : inserted(pathFrom(first), 1, rest);
  }

  /** Measures the path and sets its times so that the picture changes evenly. A change meanwhile cancels it. */
  async even(): Promise<void> {
    const { path } = this;
    if (path?.kind !== 'key-frames' || path.keyFrames.length < 2) return;
    const even = await this.speed.measure(path, this.#parts.workspace.create.device);
    this.#history.set(inSeconds(even));
    this.#onChange(this.path);
  }

  #changed(): void {
    this.speed.cancel();
    this.#onChange(this.path);
  }

  /** @throws {TrilemmaError} if weights cannot be blended between the models of the pictures and of the path */
  #checkModels(pictures: readonly PathRecipe[], path: ProjectPath = null): void {
    const names = pictures.map(({ model }) => model);
    checkModels([...(path === null ? [] : modelsOf(path)), ...names], this.#parts.models);
  }

  /** True if the path has a length that is allowed; shows a message otherwise. */
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
