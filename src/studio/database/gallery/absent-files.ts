/** Files without items, and items without files: those to be deleted, and those to be found again. */
import type { Database } from 'better-sqlite3';
import type { ItemFile } from './item-records.ts';
import { guarded } from '../studio-database.ts';

type FileToDelete = Omit<ItemFile, 'id'>;

interface LostItem {
  readonly fileSha256: string;
  readonly json: string;
}

export class AbsentFiles {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Files of items that were deleted for good, which are still on the disk. */
  toDelete(): readonly FileToDelete[] {
    const sql = 'SELECT file_sha256 AS fileSha256, file_type AS fileType FROM doomed_files';
    return this.#guarded(() => this.#database.prepare<[], FileToDelete>(sql).all());
  }

  /** Call it when the file is off the disk. */
  forgetDeleted(fileSha256: string): void {
    this.#run('DELETE FROM doomed_files WHERE file_sha256 = ?', fileSha256);
  }

  /** Remembers an item whose file is missing. */
  setLost(fileSha256: string, lostAt: number, json: string): void {
    this.#run(
      'INSERT OR REPLACE INTO lost_items (file_sha256, lost_at, json) VALUES (?, ?, ?)',
      fileSha256,
      lostAt,
      json,
    );
  }

  /** @returns JSON; undefined where no such item is missing. */
  lost(fileSha256: string): string | undefined {
    const sql = 'SELECT json FROM lost_items WHERE file_sha256 = ?';
    return this.#guarded(() => this.#database.prepare<[string], string>(sql).pluck().get(fileSha256));
  }

  /** Those that did not come back by another way, the longest missing first. */
  allLost(): readonly LostItem[] {
    const sql = `SELECT file_sha256 AS fileSha256, json FROM lost_items
      WHERE file_sha256 NOT IN (SELECT file_sha256 FROM items) ORDER BY lost_at`;
    return this.#guarded(() => this.#database.prepare<[], LostItem>(sql).all());
  }

  forgetLost(fileSha256: string): void {
    this.#run('DELETE FROM lost_items WHERE file_sha256 = ?', fileSha256);
  }

  #run(sql: string, ...values: readonly (string | number)[]): void {
    this.#guarded(() => this.#database.prepare(sql).run(...values));
  }

  #guarded<T>(action: () => T): T {
    return guarded(this.#database.name, action);
  }
}
