import type { Database, Statement } from 'better-sqlite3';
import type { Direction } from '../../shared/direction.ts';
import { guarded } from './studio-database.ts';

interface DirectionRow extends Direction {
  readonly modelSha256: string;
  readonly createdAt: number;
}

/** The directions that the user named, by the hash of the model's weights: names of models change. */
export class DirectionRepository {
  readonly #path: string;
  readonly #insert: Statement<[DirectionRow]>;
  readonly #ofModel: Statement<[string], Direction>;
  readonly #rename: Statement<[string, string]>;
  readonly #remove: Statement<[string]>;

  constructor(database: Database) {
    this.#path = database.name;
    this.#insert = database.prepare(
      `INSERT INTO directions (id, model_sha256, name, vector, created_at)
       VALUES (@id, @modelSha256, @name, @vector, @createdAt)`,
    );
    this.#ofModel = database.prepare(
      'SELECT id, name, vector FROM directions WHERE model_sha256 = ? ORDER BY created_at, rowid',
    );
    this.#rename = database.prepare('UPDATE directions SET name = ? WHERE id = ?');
    this.#remove = database.prepare('DELETE FROM directions WHERE id = ?');
  }

  insert(modelSha256: string, direction: Direction): void {
    guarded(this.#path, () => this.#insert.run({ ...direction, modelSha256, createdAt: Date.now() }));
  }

  /** The oldest first. */
  ofModel(sha256: string): readonly Direction[] {
    return guarded(this.#path, () => this.#ofModel.all(sha256));
  }

  /** @returns whether there is such a direction. */
  rename(id: string, name: string): boolean {
    return guarded(this.#path, () => this.#rename.run(name, id).changes > 0);
  }

  remove(id: string): void {
    guarded(this.#path, () => this.#remove.run(id));
  }
}
