/** A run's losses over its steps, in a database of its own. */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { TrainingMetrics } from '../../shared/training.ts';
import { guarded } from '../database/studio-database.ts';

const COLUMNS = {
  step: 'INTEGER PRIMARY KEY',
  lossReal: 'REAL NOT NULL',
  lossFake: 'REAL NOT NULL',
  r1: 'REAL',
  lossG: 'REAL NOT NULL',
  logitsReal: 'REAL NOT NULL',
  logitsFake: 'REAL NOT NULL',
  imagesPerSecond: 'REAL NOT NULL',
  rateG: 'REAL NOT NULL',
  augmentation: 'REAL NOT NULL',
  memoryBytes: 'INTEGER NOT NULL',
} as const satisfies Readonly<Record<keyof TrainingMetrics, string>>;

const NAMES = Object.keys(COLUMNS);
const TABLE = Object.entries(COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');

export class RunMetrics implements Disposable {
  readonly #path: string;
  readonly #database: Database.Database;

  /** @throws {TrilemmaError} `file`, `database-corrupt`. */
  constructor(path: string) {
    this.#path = path;
    this.#database = guarded(path, () => {
      const database = new Database(path);
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      database.exec(`CREATE TABLE IF NOT EXISTS metrics (${TABLE}) STRICT`);
      return database;
    });
  }

  /** All or none; they are on the disk when it returns. */
  add(metrics: readonly TrainingMetrics[]): void {
    const places = NAMES.map((name) => `@${name}`).join(', ');
    guarded(this.#path, () => {
      const insert = this.#database.prepare(
        `INSERT OR REPLACE INTO metrics (${NAMES.join(', ')}) VALUES (${places})`,
      );
      this.#database.transaction(() => metrics.forEach((row) => insert.run(row)))();
    });
  }

  /** Forgets what came after a step. */
  backTo(step: number): void {
    guarded(this.#path, () => this.#database.prepare('DELETE FROM metrics WHERE step > ?').run(step));
  }

  after(step: number): readonly TrainingMetrics[] {
    return guarded(this.#path, () =>
      this.#database
        .prepare<[number], TrainingMetrics>(
          `SELECT ${NAMES.join(', ')} FROM metrics WHERE step > ? ORDER BY step`,
        )
        .all(step),
    );
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

/** The metrics in the database of a run after a step; none where there is no database yet. */
export function metricsAfter(path: string, step: number): readonly TrainingMetrics[] {
  if (!existsSync(path)) return [];
  using metrics = new RunMetrics(path);
  return metrics.after(step);
}
