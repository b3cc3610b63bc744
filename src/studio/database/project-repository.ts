import type { Database, Statement } from 'better-sqlite3';
import type { ProjectVersion } from '../../shared/path/project.ts';
import { guarded } from './studio-database.ts';

/** A project as the database has it; the path is JSON. */
export interface ProjectRow {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly createdAt: number;
  readonly changedAt: number;
}

interface VersionKey {
  readonly id: number;
  readonly version: number;
}

export interface VersionRow {
  readonly name: string;
  readonly path: string;
}

const COLUMNS = 'id, name, path, created_at AS createdAt, changed_at AS changedAt';

/** How many versions are what the project is now. */
const HOLDS_VERSION = `SELECT count(*) FROM projects JOIN project_versions
  ON project = projects.id AND project_versions.path = projects.path WHERE projects.id = ?`;

/** Projects and their versions. Those that were removed count as gone, until they are restored. */
export class ProjectRepository {
  readonly #database: Database;
  readonly #list: Statement<[], ProjectRow>;
  readonly #load: Statement<[number], ProjectRow>;
  readonly #insert: Statement<{ name: string; path: string; now: number }>;
  readonly #setPath: Statement<{ id: number; path: string; now: number }>;
  readonly #rename: Statement<{ id: number; name: string; now: number }>;
  readonly #setRemoved: Statement<{ id: number; removed: number }>;
  readonly #purge: Statement<[]>;
  readonly #versions: Statement<[number], ProjectVersion>;
  readonly #loadVersion: Statement<VersionKey, VersionRow>;
  readonly #insertVersion: Statement<{ id: number; name: string; now: number }>;
  readonly #holdsVersion: Statement<[number], number>;
  readonly #removeVersion: Statement<VersionKey>;

  constructor(database: Database) {
    this.#database = database;
    this.#list = database.prepare(
      `SELECT ${COLUMNS} FROM projects WHERE removed = 0 ORDER BY changed_at DESC, id DESC`,
    );
    this.#load = database.prepare(`SELECT ${COLUMNS} FROM projects WHERE id = ? AND removed = 0`);
    this.#insert = database.prepare(
      'INSERT INTO projects (name, path, created_at, changed_at) VALUES (@name, @path, @now, @now)',
    );
    this.#setPath = database.prepare(
      'UPDATE projects SET path = @path, changed_at = @now WHERE id = @id AND removed = 0',
    );
    this.#rename = database.prepare(
      'UPDATE projects SET name = @name, changed_at = @now WHERE id = @id AND removed = 0',
    );
    this.#setRemoved = database.prepare('UPDATE projects SET removed = @removed WHERE id = @id');
    this.#purge = database.prepare('DELETE FROM projects WHERE removed = 1');
    this.#versions = database.prepare(
      'SELECT id, name, kept_at AS keptAt FROM project_versions WHERE project = ? ORDER BY id DESC',
    );
    this.#loadVersion = database.prepare(
      'SELECT name, path FROM project_versions WHERE project = @id AND id = @version',
    );
    this.#insertVersion = database.prepare(
      `INSERT INTO project_versions (project, name, path, kept_at)
       SELECT id, @name, path, @now FROM projects WHERE id = @id AND removed = 0`,
    );
    this.#holdsVersion = database.prepare<[number], number>(HOLDS_VERSION).pluck();
    this.#removeVersion = database.prepare(
      'DELETE FROM project_versions WHERE project = @id AND id = @version',
    );
  }

  /** The last changed first. */
  list(): readonly ProjectRow[] {
    return this.#guarded(() => this.#list.all());
  }

  load(id: number): ProjectRow | undefined {
    return this.#guarded(() => this.#load.get(id));
  }

  /** @returns the new project's id. */
  insert(name: string, path: string): number {
    return this.#guarded(() => Number(this.#insert.run({ name, path, now: Date.now() }).lastInsertRowid));
  }

  /** @returns whether there is such a project, as the following do. */
  setPath(id: number, path: string): boolean {
    return this.#guarded(() => this.#setPath.run({ id, path, now: Date.now() }).changes > 0);
  }

  rename(id: number, name: string): boolean {
    return this.#guarded(() => this.#rename.run({ id, name, now: Date.now() }).changes > 0);
  }

  setRemoved(id: number, removed: boolean): boolean {
    return this.#guarded(() => this.#setRemoved.run({ id, removed: Number(removed) }).changes > 0);
  }

  /** Deletes for good what was removed. */
  purge(): void {
    this.#guarded(() => this.#purge.run());
  }

  /** The newest first. */
  versions(id: number): readonly ProjectVersion[] {
    return this.#guarded(() => this.#versions.all(id));
  }

  version(id: number, version: number): VersionRow | undefined {
    return this.#guarded(() => this.#loadVersion.get({ id, version }));
  }

  /** Keeps the present state of the project as a version. @returns its id; undefined where there is no such project. */
  keepVersion(id: number, name: string): number | undefined {
    return this.#guarded(() => {
      const { changes, lastInsertRowid } = this.#insertVersion.run({ id, name, now: Date.now() });
      return changes > 0 ? Number(lastInsertRowid) : undefined;
    });
  }

  /**
   * Makes the project what a version of it is. What it was is kept as a version of the name given, unless one is the
   * same.
   */
  takeVersion(id: number, path: string, nameOfBefore: string): boolean {
    return this.#guarded(() =>
      this.#database.transaction(() => {
        if (this.#holdsVersion.get(id) === 0) this.keepVersion(id, nameOfBefore);
        return this.setPath(id, path);
      })(),
    );
  }

  removeVersion(id: number, version: number): boolean {
    return this.#guarded(() => this.#removeVersion.run({ id, version }).changes > 0);
  }

  #guarded<T>(action: () => T): T {
    return guarded(this.#database.name, action);
  }
}
