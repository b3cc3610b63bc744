/** Interpolations that are saved: what a list shows of them, and what an editor opens. */
import { TrilemmaError } from '../../shared/errors.ts';
import { parseProjectPath } from '../../shared/path/parse-latent-path.ts';
import type { Project, ProjectPath, ProjectSummary } from '../../shared/path/project.ts';
import type { ProjectRepository } from '../database/project-repository.ts';
import { projectSummary } from './project-summary.ts';

const MAX_NAME = 200;

export class Projects {
  readonly #repository: ProjectRepository;
  readonly #changed: () => void;

  /** Deletes for good the projects that were removed before this start. @param changed called after every change */
  constructor(repository: ProjectRepository, changed: () => void) {
    this.#repository = repository;
    this.#changed = changed;
    repository.purge();
  }

  /** The last changed first. */
  list(): readonly ProjectSummary[] {
    return this.#repository.list().map(projectSummary);
  }

  /** @throws {TrilemmaError} `usage` where there is no such project; `recipe-invalid` where it cannot be read. */
  load(id: number): Project {
    const row = this.#repository.load(id);
    if (row === undefined) throw gone();
    const { name, path, createdAt, changedAt } = row;
    const versions = this.#repository.versions(id);
    return { id, name, path: readPath(path), versions, createdAt, changedAt };
  }

  /** @returns the new project's id. */
  create(name: string, path: ProjectPath): number {
    const id = this.#repository.insert(name, JSON.stringify(path));
    this.#changed();
    return id;
  }

  /** Throws as {@link load}, as the following do. */
  save(id: number, path: ProjectPath): void {
    this.#reportChange(this.#repository.setPath(id, JSON.stringify(path)));
  }

  rename(id: number, name: string): void {
    this.#reportChange(this.#repository.rename(id, name));
  }

  /** @returns the id of the copy, which has no versions. */
  duplicate(id: number): number {
    const row = this.#repository.load(id);
    if (row === undefined) throw gone();
    const copy = this.#repository.insert(cut(row.name, ' copy'), row.path);
    this.#changed();
    return copy;
  }

  /** Until the next start it can be restored. */
  remove(id: number): void {
    this.#reportChange(this.#repository.setRemoved(id, true));
  }

  restore(id: number): void {
    this.#reportChange(this.#repository.setRemoved(id, false));
  }

  /** @returns the version's id. */
  keepVersion(id: number, name: string): number {
    const version = this.#repository.keepVersion(id, name);
    if (version === undefined) throw gone();
    this.#changed();
    return version;
  }

  /** Goes back to a version. What the project was is kept as a version, unless one is the same. */
  takeVersion(id: number, version: number): Project {
    const row = this.#repository.version(id, version);
    if (row === undefined) throw new TrilemmaError('usage', 'There is no such version any more.');
    readPath(row.path);
    this.#reportChange(this.#repository.takeVersion(id, row.path, cut(`Before ${row.name}`, '')));
    return this.load(id);
  }

  removeVersion(id: number, version: number): void {
    this.#repository.removeVersion(id, version);
    this.#changed();
  }

  #reportChange(isThere: boolean): void {
    if (!isThere) throw gone();
    this.#changed();
  }
}

function readPath(json: string): ProjectPath {
  return parseProjectPath(JSON.parse(json));
}

function cut(name: string, ending: string): string {
  return name.slice(0, MAX_NAME - ending.length) + ending;
}

function gone(): TrilemmaError {
  return new TrilemmaError('usage', 'There is no such project any more.');
}
