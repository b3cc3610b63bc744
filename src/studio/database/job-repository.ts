import type { Database, Statement } from 'better-sqlite3';
import { guarded } from './studio-database.ts';

/** A job as the database has it; spec and state are JSON. */
export interface JobRow {
  readonly id: string;
  readonly spec: string;
  readonly state: string;
  readonly createdAt: number;
}

const NEXT_POSITION = '(SELECT coalesce(max(position), 0) + 1 FROM jobs)';

export class JobRepository {
  readonly #path: string;
  readonly #insert: Statement<[JobRow]>;
  readonly #list: Statement<[], JobRow>;
  readonly #setState: Statement<[string, string]>;
  readonly #requeue: Statement<[string, string]>;
  readonly #remove: Statement<[string]>;

  constructor(database: Database) {
    this.#path = database.name;
    this.#insert = database.prepare(
      `INSERT INTO jobs (id, spec, state, created_at, position)
       VALUES (@id, @spec, @state, @createdAt, ${NEXT_POSITION})`,
    );
    this.#list = database.prepare(
      'SELECT id, spec, state, created_at AS createdAt FROM jobs ORDER BY position',
    );
    this.#setState = database.prepare('UPDATE jobs SET state = ? WHERE id = ?');
    this.#requeue = database.prepare(`UPDATE jobs SET state = ?, position = ${NEXT_POSITION} WHERE id = ?`);
    this.#remove = database.prepare('DELETE FROM jobs WHERE id = ?');
  }

  /** Puts a job at the end of the queue. */
  insert(row: JobRow): void {
    guarded(this.#path, () => this.#insert.run(row));
  }

  /** In the order of the queue. */
  list(): readonly JobRow[] {
    return guarded(this.#path, () => this.#list.all());
  }

  setState(id: string, state: string): void {
    guarded(this.#path, () => this.#setState.run(state, id));
  }

  /** Sets the state, and puts the job at the end of the queue. */
  requeue(id: string, state: string): void {
    guarded(this.#path, () => this.#requeue.run(state, id));
  }

  remove(id: string): void {
    guarded(this.#path, () => this.#remove.run(id));
  }
}
