import type { ProjectPath, ProjectSummary } from '../../../shared/path/project.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';

/** The saved interpolations, the last changed first. */
export class ProjectsState {
  readonly #client: StudioClient;
  #list = $state.raw<readonly ProjectSummary[] | null>(null);

  constructor(client: StudioClient) {
    this.#client = client;
  }

  /** Empty while they are not loaded. */
  get list(): readonly ProjectSummary[] {
    return this.#list ?? [];
  }

  get isLoaded(): boolean {
    return this.#list !== null;
  }

  async load(): Promise<void> {
    this.#list = await this.#client.request('projects.list', {});
  }

  /** @returns its id. */
  async create(path: ProjectPath): Promise<number> {
    if (!this.isLoaded) await this.load();
    return (await this.#client.request('projects.create', { name: this.#freeName(), path })).id;
  }

  async rename(id: number, name: string): Promise<void> {
    await this.#client.request('projects.rename', { id, name });
  }

  /** @returns the copy's id. */
  async duplicate(id: number): Promise<number> {
    return (await this.#client.request('projects.duplicate', { id })).id;
  }

  async remove(id: number): Promise<void> {
    await this.#client.request('projects.remove', { id });
  }

  async restore(id: number): Promise<void> {
    await this.#client.request('projects.restore', { id });
  }

  #freeName(): string {
    const taken = this.list.map(({ name }) => name);
    for (let number = 1; ; number++) {
      const name = `Interpolation ${number}`;
      if (!taken.includes(name)) return name;
    }
  }
}
