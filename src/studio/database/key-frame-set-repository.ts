import type { Database, Statement } from 'better-sqlite3';
import { guarded } from './studio-database.ts';

export interface KeyFrameSetRow {
  readonly id: number;
  readonly name: string;
  readonly savedAt: number;
  /** A JSON list of recipes as JSON texts, in their order. */
  readonly recipes: string;
}

/** Sets of key frames by their names, which are unlike each other. */
export class KeyFrameSetRepository {
  readonly #database: Database;
  readonly #list: Statement<[], KeyFrameSetRow>;
  readonly #upsert: Statement<[string, number], number>;
  readonly #clear: Statement<[number]>;
  readonly #add: Statement<[number, number, string]>;
  readonly #remove: Statement<[number]>;

  constructor(database: Database) {
    this.#database = database;
    this.#list = database.prepare(`
      SELECT id, name, saved_at AS savedAt,
        (SELECT json_group_array(recipe ORDER BY position) FROM set_key_frames WHERE key_frame_set = id) AS recipes
      FROM key_frame_sets ORDER BY name`);
    this.#upsert = database
      .prepare<[string, number], number>(
        `INSERT INTO key_frame_sets (name, saved_at) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET name = excluded.name, saved_at = excluded.saved_at RETURNING id`,
      )
      .pluck();
    this.#clear = database.prepare('DELETE FROM set_key_frames WHERE key_frame_set = ?');
    this.#add = database.prepare(
      'INSERT INTO set_key_frames (key_frame_set, position, recipe) VALUES (?, ?, ?)',
    );
    this.#remove = database.prepare('DELETE FROM key_frame_sets WHERE id = ?');
  }

  /** By name. */
  list(): readonly KeyFrameSetRow[] {
    return guarded(this.#database.name, () => this.#list.all());
  }

  /** A set of that name is replaced. @param recipes as JSON. @returns the set's id. */
  save(name: string, recipes: readonly string[]): number {
    const save = this.#database.transaction(() => {
      const id = this.#upsert.get(name, Date.now())!;
      this.#clear.run(id);
      for (const [position, recipe] of recipes.entries()) this.#add.run(id, position, recipe);
      return id;
    });
    return guarded(this.#database.name, () => save.immediate());
  }

  remove(id: number): void {
    guarded(this.#database.name, () => this.#remove.run(id));
  }
}
