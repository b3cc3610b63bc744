import { GALLERY_TABLES } from './gallery/gallery-tables.ts';
import { KEY_FRAME_SET_TABLES } from './key-frame-set-tables.ts';
import { PROJECT_TABLES } from './project-tables.ts';

/**
 * The steps from an empty database to today's. One that was published never changes, nor does its id; what comes
 * later is a step of its own at the end.
 */
export interface Migration {
  /** Never used twice; the database remembers by it what it has been through. */
  readonly id: string;
  readonly sql: string;
}

export const MIGRATIONS: readonly Migration[] = [
  {
    id: '2026-11-first',
    sql: `
      CREATE TABLE items (
        id TEXT PRIMARY KEY,
        -- Of the PNG file, and its name.
        file_sha256 TEXT NOT NULL UNIQUE,
        -- Of the text that decides the pixels: equal for recipes of the same picture.
        recipe_sha256 TEXT NOT NULL,
        recipe TEXT NOT NULL,
        model_sha256 TEXT NOT NULL,
        seed TEXT NOT NULL,
        kept_at INTEGER NOT NULL,
        favourite INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX items_by_recipe ON items (recipe_sha256);
      CREATE INDEX items_by_time ON items (kept_at);

      CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        spec TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        -- Order of the queue; a job that is tried again goes to its end.
        position INTEGER NOT NULL UNIQUE
      ) STRICT;

      CREATE TABLE directions (
        id TEXT PRIMARY KEY,
        model_sha256 TEXT NOT NULL,
        name TEXT NOT NULL,
        vector TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX directions_by_model ON directions (model_sha256);

      CREATE TABLE workspace (
        part TEXT PRIMARY KEY,
        json TEXT NOT NULL
      ) STRICT;
    `,
  },
  { id: '2026-11-gallery', sql: GALLERY_TABLES },
  { id: '2026-11-projects', sql: PROJECT_TABLES },
  { id: '2026-11-key-frame-sets', sql: KEY_FRAME_SET_TABLES },
];
