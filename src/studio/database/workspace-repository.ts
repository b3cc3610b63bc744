import type { Database, Statement, Transaction } from 'better-sqlite3';
import { guarded } from './studio-database.ts';

/** The workspace, a row of JSON for each of its parts. */
export class WorkspaceRepository {
  readonly #path: string;
  readonly #all: Statement<[], { part: string; json: string }>;
  readonly #save: Transaction<(parts: ReadonlyMap<string, string>) => void>;

  constructor(database: Database) {
    this.#path = database.name;
    this.#all = database.prepare('SELECT part, json FROM workspace');
    const save = database.prepare<[string, string]>(
      'INSERT INTO workspace (part, json) VALUES (?, ?) ON CONFLICT (part) DO UPDATE SET json = excluded.json',
    );
    this.#save = database.transaction((parts: ReadonlyMap<string, string>) => {
      for (const [part, json] of parts) save.run(part, json);
    });
  }

  all(): ReadonlyMap<string, string> {
    return guarded(this.#path, () => new Map(this.#all.all().map(({ part, json }) => [part, json])));
  }

  /** All of them or none. */
  save(parts: ReadonlyMap<string, string>): void {
    guarded(this.#path, () => this.#save.immediate(parts));
  }
}
