/** The items of the gallery, a row each, with what belongs to one: recipe, tags, collections, text for search. */
import type { Database, Statement } from 'better-sqlite3';
import type { GalleryChange } from '../../../shared/gallery/gallery.ts';
import { CollectionRepository } from './collection-repository.ts';
import type { ItemFile, ItemRow, NewItem, NewRecipe } from './item-records.ts';
import { checkCounts, checkTexts } from './item-limits.ts';
import { SearchedText } from './search-index.ts';
import { GIVEN, Statements } from '../statements.ts';
import { guarded } from '../studio-database.ts';
import { TagRepository } from './tag-repository.ts';

const ROW = `items.id, kind, file_sha256 AS fileSha256, file_type AS fileType, width, height, favourite, rating,
  kept_at AS keptAt, trashed_at AS trashedAt, title, note, recipes.json AS recipe,
  (SELECT json_group_array(name ORDER BY name) FROM item_tags JOIN tags ON tags.id = tag WHERE item = items.id) AS tags,
  (SELECT json_group_array(collection ORDER BY collection) FROM collection_items WHERE item = items.id) AS collections`;

const FILE = 'SELECT id, file_sha256 AS fileSha256, file_type AS fileType FROM items';

export class ItemRepository {
  readonly #database: Database;
  readonly #statements: Statements;
  readonly #text: SearchedText;
  readonly #tags: TagRepository;
  readonly #collections: CollectionRepository;
  readonly #insert: Statement<[object]>;
  readonly #byIds: Statement<[string], ItemRow>;
  readonly #missing: Statement<[string], number>;
  readonly #file: Statement<[number], ItemFile>;
  readonly #fileNames: Statement<[], string>;
  readonly #byFile: Statement<[string], number>;
  readonly #byPicture: Statement<[string], number>;

  constructor(database: Database) {
    this.#database = database;
    this.#statements = new Statements(database);
    this.#text = new SearchedText(database);
    this.#tags = new TagRepository(database);
    this.#collections = new CollectionRepository(database);
    this.#insert = database.prepare(`
      INSERT INTO items (kind, file_sha256, file_type, model, seed, edited, width, height, favourite, rating, kept_at,
        title, note, indexed)
      VALUES (@kind, @fileSha256, @fileType, @model, @seed, @edited, @width, @height, @favourite, @rating, @keptAt,
        @title, @note, 1)`);
    this.#byIds = database.prepare(`
      SELECT ${ROW} FROM json_each(?) AS given
      JOIN items ON items.id = given.value LEFT JOIN recipes ON recipes.item = items.id ORDER BY given.key`);
    this.#missing = database
      .prepare<[string], number>(
        'SELECT DISTINCT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM items WHERE id = value)',
      )
      .pluck();
    this.#file = database.prepare(`${FILE} WHERE id = ?`);
    this.#fileNames = database
      .prepare<[], string>("SELECT file_sha256 || '.' || file_type FROM items")
      .pluck();
    this.#byFile = database.prepare<[string], number>('SELECT id FROM items WHERE file_sha256 = ?').pluck();
    this.#byPicture = database
      .prepare<[string], number>(
        `SELECT item FROM recipes JOIN items ON items.id = item WHERE picture_sha256 = ?
         ORDER BY in_trash, item LIMIT 1`,
      )
      .pluck();
  }

  get #path(): string {
    return this.#database.name;
  }

  /** Runs changes that are made together or not at all. */
  transaction<T>(action: () => T): T {
    return guarded(this.#path, () => this.#database.transaction(action).immediate());
  }

  /** @returns the new item's id. */
  insert(item: NewItem): number {
    return guarded(this.#path, () => {
      const { recipe, favourite = false, rating = 0, note = '' } = item;
      const { lastInsertRowid } = this.#insert.run({
        ...item,
        recipe: undefined,
        model: recipe === null ? 0 : this.#modelId(recipe.model),
        seed: recipe?.seed.padStart(20, '0') ?? '',
        edited: recipe?.edited === true ? 1 : 0,
        favourite: favourite ? 1 : 0,
        rating,
        note,
      });
      const id = Number(lastInsertRowid);
      if (recipe !== null) this.#insertRecipe(id, recipe);
      this.#statements.get('DELETE FROM doomed_files WHERE file_sha256 = ?').run(item.fileSha256);
      this.#text.index(id);
      if (note !== '') this.#text.indexNotes(note, JSON.stringify([id]));
      return id;
    });
  }

  /** In the order of the ids; those that are gone are left out. */
  rows(ids: readonly number[]): readonly ItemRow[] {
    return guarded(this.#path, () => this.#byIds.all(JSON.stringify(ids)));
  }

  /** Those of the ids that are of no item, each once. */
  missing(ids: readonly number[]): readonly number[] {
    return guarded(this.#path, () => this.#missing.all(JSON.stringify(ids)));
  }

  file(id: number): ItemFile | undefined {
    return guarded(this.#path, () => this.#file.get(id));
  }

  /** Hash and ending of every item's file, in the trash too. */
  fileNames(): readonly string[] {
    return guarded(this.#path, () => this.#fileNames.all());
  }

  /** The files of all items, in the trash too. */
  files(): readonly ItemFile[] {
    return guarded(this.#path, () => this.#database.prepare<[], ItemFile>(FILE).all());
  }

  byFile(fileSha256: string): number | undefined {
    return guarded(this.#path, () => this.#byFile.get(fileSha256));
  }

  /** The first that was kept of a picture; one in the trash where there is no other. */
  byPicture(pictureSha256: string): number | undefined {
    return guarded(this.#path, () => this.#byPicture.get(pictureSha256));
  }

  /** @throws {TrilemmaError} `usage` where a collection is gone, or beyond GALLERY_LIMITS; nothing is changed then. */
  update(ids: readonly number[], change: GalleryChange): void {
    checkTexts(change);
    const given = JSON.stringify(ids);
    const { favourite, rating, note, addTags = [], removeTags = [], addTo, removeFrom } = change;
    this.transaction(() => {
      const set = (column: string, value: number | string) =>
        this.#statements.get(`UPDATE items SET ${column} = ? WHERE id IN ${GIVEN}`).run(value, given);
      if (favourite !== undefined) set('favourite', favourite ? 1 : 0);
      if (rating !== undefined) set('rating', rating);
      if (note !== undefined) {
        set('note', note);
        this.#text.indexNotes(note, given);
      }
      for (const tag of addTags) this.#tags.add(tag, given);
      for (const tag of removeTags) this.#tags.remove(tag, given);
      if (addTo !== undefined) this.#collections.addItems(addTo, given);
      if (removeFrom !== undefined) this.#collections.removeItems(removeFrom, given);
      if (addTags.length > 0 || addTo !== undefined) checkCounts(this.#statements, given);
    });
  }

  /** @param at when they went to the trash; null takes them out of it. */
  setTrashed(ids: readonly number[], at: number | null): void {
    guarded(this.#path, () =>
      this.#statements
        .get(
          `UPDATE items SET trashed_at = ? WHERE id IN ${GIVEN} AND (trashed_at IS NULL) = ${at === null ? 0 : 1}`,
        )
        .run(at, JSON.stringify(ids)),
    );
  }

  /** Items whose text and latents are not known to search yet, with their recipes. */
  notIndexed(most: number): readonly { readonly id: number; readonly recipe: string | null }[] {
    return guarded(this.#path, () =>
      this.#database
        .prepare<[number], { id: number; recipe: string | null }>(
          `SELECT id, json AS recipe FROM items INDEXED BY items_to_index LEFT JOIN recipes ON item = id
           WHERE indexed = 0 LIMIT ?`,
        )
        .all(most),
    );
  }

  /** Call it in a transaction. */
  setIndexed(id: number, recipe: Pick<NewRecipe, 'words' | 'latent'> | null): void {
    if (recipe !== null) {
      this.#statements
        .get('UPDATE recipes SET words = ?, latent = ? WHERE item = ?')
        .run(recipe.words, recipe.latent, id);
    }
    this.#statements.get('UPDATE items SET indexed = 1 WHERE id = ?').run(id);
    this.#text.index(id);
  }

  /** Forgets items. @param deleteFiles notes their files as to be deleted. Call it in a transaction. */
  forget(ids: readonly number[], { deleteFiles }: { readonly deleteFiles: boolean }): void {
    const given = JSON.stringify(ids);
    if (deleteFiles) {
      this.#statements
        .get(
          `INSERT OR IGNORE INTO doomed_files SELECT file_sha256, file_type FROM items WHERE id IN ${GIVEN}`,
        )
        .run(given);
    }
    this.#text.forget(given);
    this.#statements.get(`DELETE FROM items WHERE id IN ${GIVEN}`).run(given);
    this.#tags.removeUnused();
  }

  /** Those of the ids that are in the trash; without ids, all that are. */
  trashed(ids?: readonly number[]): readonly number[] {
    return guarded(this.#path, () => {
      const sql = 'SELECT id FROM items WHERE in_trash = 1';
      return ids === undefined
        ? this.#database.prepare<[], number>(sql).pluck().all()
        : this.#database
            .prepare<[string], number>(`${sql} AND id IN ${GIVEN}`)
            .pluck()
            .all(JSON.stringify(ids));
    });
  }

  #insertRecipe(item: number, { pictureSha256, json, words, latent }: NewRecipe): void {
    this.#statements
      .get('INSERT INTO recipes (item, picture_sha256, json, words, latent) VALUES (?, ?, ?, ?, ?)')
      .run(item, pictureSha256, json, words, latent);
  }

  /** The name is the latest that it was made under. */
  #modelId({ sha256, name }: NewRecipe['model']): number {
    const row = this.#statements
      .get(
        `INSERT INTO models (sha256, name) VALUES (?, ?)
         ON CONFLICT (sha256) DO UPDATE SET name = excluded.name RETURNING id`,
      )
      .get(sha256, name) as { id: number };
    return row.id;
  }
}
