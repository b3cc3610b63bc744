import type { Database, Statement } from 'better-sqlite3';

/** Ids as one parameter: a list in JSON. */
export const GIVEN = '(SELECT value FROM json_each(?))';

/** Statements of one database, each parsed at its first use. */
export class Statements {
  readonly #database: Database;
  readonly #known = new Map<string, Statement>();

  constructor(database: Database) {
    this.#database = database;
  }

  get(sql: string): Statement {
    const known = this.#known.get(sql) ?? this.#database.prepare(sql);
    this.#known.set(sql, known);
    return known;
  }
}
