import type { Database } from 'better-sqlite3';
import { GIVEN, Statements } from '../statements.ts';

/**
 * Tags of items, each in the search's index once for all items that have it; one that no item has is gone. Its callers
 * run in a transaction, and guard it.
 */
export class TagRepository {
  readonly #statements: Statements;

  constructor(database: Database) {
    this.#statements = new Statements(database);
  }

  /** @param given ids of items, as JSON. */
  add(name: string, given: string): void {
    const insert = this.#statements.get('INSERT OR IGNORE INTO tags (name) VALUES (?)').run(name);
    if (insert.changes > 0) {
      this.#statements
        .get('INSERT INTO tag_text (rowid, name) VALUES (?, ?)')
        .run(insert.lastInsertRowid, name);
    }
    this.#statements
      .get(
        `INSERT OR IGNORE INTO item_tags (tag, item)
         SELECT tags.id, items.id FROM tags, items WHERE name = ? AND items.id IN ${GIVEN}`,
      )
      .run(name, given);
  }

  /** @param given ids of items, as JSON. */
  remove(name: string, given: string): void {
    this.#statements
      .get(`DELETE FROM item_tags WHERE tag = (SELECT id FROM tags WHERE name = ?) AND item IN ${GIVEN}`)
      .run(name, given);
    this.removeUnused();
  }

  removeUnused(): void {
    const unused = 'SELECT id FROM tags WHERE NOT EXISTS (SELECT 1 FROM item_tags WHERE tag = tags.id)';
    this.#statements.get(`DELETE FROM tag_text WHERE rowid IN (${unused})`).run();
    this.#statements.get(`DELETE FROM tags WHERE id IN (${unused})`).run();
  }
}
