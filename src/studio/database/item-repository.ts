import type { Database, Statement } from 'better-sqlite3';
import { guarded } from './studio-database.ts';

/** A kept picture as the database has it. */
export interface ItemRow {
  readonly id: string;
  readonly fileSha256: string;
  readonly recipeSha256: string;
  /** JSON. */
  readonly recipe: string;
  readonly modelSha256: string;
  readonly seed: string;
  readonly keptAt: number;
  /** 0 or 1. */
  readonly favourite: number;
}

const COLUMNS = `id, file_sha256 AS fileSha256, recipe_sha256 AS recipeSha256, recipe, model_sha256 AS modelSha256,
  seed, kept_at AS keptAt, favourite`;

export class ItemRepository {
  readonly #path: string;
  readonly #insert: Statement<[ItemRow]>;
  readonly #list: Statement<[], ItemRow>;
  readonly #byId: Statement<[string], ItemRow>;
  readonly #byRecipe: Statement<[string], ItemRow>;
  readonly #setFavourite: Statement<[number, string]>;
  readonly #remove: Statement<[string]>;

  constructor(database: Database) {
    this.#path = database.name;
    this.#insert = database.prepare(
      `INSERT INTO items (id, file_sha256, recipe_sha256, recipe, model_sha256, seed, kept_at, favourite)
       VALUES (@id, @fileSha256, @recipeSha256, @recipe, @modelSha256, @seed, @keptAt, @favourite)`,
    );
    this.#list = database.prepare(`SELECT ${COLUMNS} FROM items ORDER BY kept_at DESC, rowid DESC`);
    this.#byId = database.prepare(`SELECT ${COLUMNS} FROM items WHERE id = ?`);
    this.#byRecipe = database.prepare(
      `SELECT ${COLUMNS} FROM items WHERE recipe_sha256 = ? ORDER BY kept_at, rowid LIMIT 1`,
    );
    this.#setFavourite = database.prepare('UPDATE items SET favourite = ? WHERE id = ?');
    this.#remove = database.prepare('DELETE FROM items WHERE id = ?');
  }

  insert(row: ItemRow): void {
    guarded(this.#path, () => this.#insert.run(row));
  }

  /** The newest first. */
  list(): readonly ItemRow[] {
    return guarded(this.#path, () => this.#list.all());
  }

  byId(id: string): ItemRow | undefined {
    return guarded(this.#path, () => this.#byId.get(id));
  }

  /** The first that was kept of a picture. */
  byRecipe(recipeSha256: string): ItemRow | undefined {
    return guarded(this.#path, () => this.#byRecipe.get(recipeSha256));
  }

  /** @returns whether there is such an item. */
  setFavourite(id: string, favourite: boolean): boolean {
    return guarded(this.#path, () => this.#setFavourite.run(favourite ? 1 : 0, id).changes > 0);
  }

  remove(id: string): void {
    guarded(this.#path, () => this.#remove.run(id));
  }
}
