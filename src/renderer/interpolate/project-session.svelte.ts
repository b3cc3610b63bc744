/** The interpolation that is open: its name, its versions and its path, which is saved a moment after each change. */
import type { PathRecipe } from '../../core/latent/path/path.ts';
import type { Project, ProjectPath } from '../../shared/path/project.ts';
import { Autosave } from '../app/autosave.ts';
import type { WorkspaceState } from '../app/workspace-state.svelte.ts';
import { type EditorParts, PathEditor } from './path/path-editor.svelte.ts';
import type { ProjectsState } from './projects/projects-state.svelte.ts';

export interface ProjectParts extends EditorParts {
  readonly workspace: Pick<WorkspaceState, 'create' | 'update'>;
  readonly projects: Pick<ProjectsState, 'create'>;
}

const SAVE_AFTER_MS = 500;

export class ProjectSession {
  readonly editor: PathEditor;
  readonly #parts: ProjectParts;
  readonly #autosave: Autosave<{ readonly id: number; readonly path: ProjectPath }>;
  #project = $state.raw<Omit<Project, 'path'> | null>(null);
  #opening = 0;

  constructor(parts: ProjectParts) {
    const { client, notices } = parts;
    this.#parts = parts;
    this.editor = new PathEditor(parts, (path) => {
      if (this.#project !== null) this.#autosave.set({ id: this.#project.id, path });
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

  /** Opens an interpolation; of several that are asked for, the last. */
  async open(id: number): Promise<void> {
    const asked = ++this.#opening;
    await this.flush();
    const { path, ...project } = await this.#parts.client.request('projects.load', { id });
    if (asked !== this.#opening) return;
    this.#project = project;
    this.editor.open(path);
  }

  close(): void {
    this.#project = null;
    this.editor.close();
  }

  /** Opens a new interpolation of these pictures, in order. @throws {TrilemmaError} if no path leads through them */
  async openNew(pictures: readonly PathRecipe[]): Promise<void> {
    const path = this.editor.pathThrough(pictures);
    this.#parts.workspace.update({ view: 'interpolate' });
    await this.open(await this.#parts.projects.create(path));
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

  /** Replaces the path by that of a version. The path until then is kept as a version, and the change can be undone. */
  async takeVersion(version: number): Promise<void> {
    if (this.#project === null) return;
    const { id } = this.#project;
    await this.flush();
    const { path, ...project } = await this.#parts.client.request('projects.takeVersion', { id, version });
    this.#project = project;
    this.editor.replace(path);
  }

  async removeVersion(version: number): Promise<void> {
    if (this.#project === null) return;
    const { id } = this.#project;
    await this.#parts.client.request('projects.removeVersion', { id, version });
    await this.#reload(id);
  }

  /** Saves at once what is not saved yet. */
  flush(): Promise<void> {
    return this.#autosave.flush();
  }

  /** Loads all but the path, which is newer here. */
  async #reload(id: number): Promise<void> {
    const { name, versions } = await this.#parts.client.request('projects.load', { id });
    if (this.#project?.id === id) this.#project = { ...this.#project, name, versions };
  }
}
