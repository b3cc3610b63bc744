import { type Database, SqliteError } from 'better-sqlite3';
import { TrilemmaError } from '../../../shared/errors.ts';
import { GIVEN } from '../statements.ts';
import { guarded } from '../studio-database.ts';

/** Collections by their names, which are unlike each other. */
export class CollectionRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns the id. @throws {TrilemmaError} `usage` where there is one of that name. */
  create(name: string): number {
    return this.#named(name, () =>
      Number(this.#database.prepare('INSERT INTO collections (name) VALUES (?)').run(name).lastInsertRowid),
    );
  }

  /** @returns the id of the collection of that name, made where there is none. */
  ensure(name: string): number {
    return guarded(this.#database.name, () => {
      const select = this.#database.prepare<[string], number>('SELECT id FROM collections WHERE name = ?');
      return select.pluck().get(name) ?? this.create(name);
    });
  }

  /** @throws {TrilemmaError} `usage` where there is no such collection, or another of that name. */
  rename(id: number, name: string): void {
    this.#named(name, () => {
      if (this.#database.prepare('UPDATE collections SET name = ? WHERE id = ?').run(name, id).changes > 0)
        return;
      throw gone();
    });
  }

  /** Its pictures stay in the gallery. */
  remove(id: number): void {
    guarded(this.#database.name, () =>
      this.#database.prepare('DELETE FROM collections WHERE id = ?').run(id),
    );
  }

  /** @param given ids, as JSON. @throws {TrilemmaError} `usage` where there is no such collection. */
  addItems(id: number, given: string): void {
    guarded(this.#database.name, () => {
      const known = this.#database.prepare('SELECT 1 FROM collections WHERE id = ?').get(id);
      if (known === undefined) throw gone();
      this.#database
        .prepare(
          `INSERT OR IGNORE INTO collection_items (collection, item) SELECT ?, id FROM items WHERE id IN ${GIVEN}`,
        )
        .run(id, given);
    });
  }

  /** @param given ids, as JSON. */
  removeItems(id: number, given: string): void {
    guarded(this.#database.name, () =>
      this.#database
        .prepare(`DELETE FROM collection_items WHERE collection = ? AND item IN ${GIVEN}`)
        .run(id, given),
    );
  }

  names(): ReadonlyMap<number, string> {
    return guarded(this.#database.name, () => {
      const rows = this.#database.prepare<[], { id: number; name: string }>(
        'SELECT id, name FROM collections',
      );
      return new Map(rows.all().map(({ id, name }) => [id, name]));
    });
  }

  #named<T>(name: string, action: () => T): T {
    return guarded(this.#database.name, () => {
      try {
        return action();
      } catch (cause) {
        if (!(cause instanceof SqliteError) || cause.code !== 'SQLITE_CONSTRAINT_UNIQUE') throw cause;
        throw new TrilemmaError('usage', `There is a collection of the name ${name} already.`, { cause });
      }
    });
  }
}

function gone(): TrilemmaError {
  return new TrilemmaError('usage', 'There is no such collection any more.');
}
