import type { Database } from 'better-sqlite3';
import { GIVEN, Statements } from '../statements.ts';

/** The full-text index of items; that of tags is a table of its own. Call its methods in a transaction. */
export class SearchedText {
  readonly #statements: Statements;

  constructor(database: Database) {
    this.#statements = new Statements(database);
  }

  /** Takes up an item's title, model and recipe as they are now. */
  index(id: number): void {
    this.#statements
      .get(
        `INSERT OR REPLACE INTO item_text (rowid, title, model, recipe)
         SELECT items.id, title, models.name, coalesce(words, '')
         FROM items JOIN models ON models.id = model LEFT JOIN recipes ON recipes.item = items.id
         WHERE items.id = ?`,
      )
      .run(id);
  }

  /** Takes up a note that the given items have now. @param given ids, as JSON. */
  indexNotes(note: string, given: string): void {
    this.#statements.get(`DELETE FROM note_text WHERE rowid IN ${GIVEN}`).run(given);
    if (note === '') return;
    this.#statements
      .get(`INSERT INTO note_text (rowid, note) SELECT id, note FROM items WHERE id IN ${GIVEN}`)
      .run(given);
  }

  /** @param given ids, as JSON. */
  forget(given: string): void {
    this.#statements.get(`DELETE FROM item_text WHERE rowid IN ${GIVEN}`).run(given);
    this.#statements.get(`DELETE FROM note_text WHERE rowid IN ${GIVEN}`).run(given);
  }
}
