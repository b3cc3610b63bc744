/**
 * The tables of the gallery, and what the first one held. Items are narrow, because orders and filters read all of
 * them; what is long, or asked for one item at a time, stands beside them.
 */
const INDEXED = 'id, kind, favourite, rating, model, seed, edited, size, kept_at, aspect';

/** Index of texts without the texts themselves; one that is replaced leaves it at once. */
const SEARCHED = `content = '', contentless_delete = 1, detail = none, prefix = '1',
    tokenize = 'unicode61 remove_diacritics 2'`;

export const GALLERY_TABLES = `
  CREATE TABLE models (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
  ) STRICT;
  -- Of what has no model.
  INSERT INTO models VALUES (0, '', '');

  DROP INDEX items_by_recipe;
  DROP INDEX items_by_time;
  ALTER TABLE items RENAME TO first_items;

  CREATE TABLE items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('picture', 'reference')),
    -- Of the file's bytes, and its name.
    file_sha256 TEXT NOT NULL UNIQUE,
    -- Its ending.
    file_type TEXT NOT NULL,
    model INTEGER NOT NULL REFERENCES models (id),
    -- 20 digits, so that texts sort as the numbers do; empty where there is none.
    seed TEXT NOT NULL,
    edited INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    favourite INTEGER NOT NULL,
    rating INTEGER NOT NULL,
    kept_at INTEGER NOT NULL,
    trashed_at INTEGER,
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    -- Whether search and similarity know it as it is.
    indexed INTEGER NOT NULL,
    in_trash INTEGER GENERATED ALWAYS AS (trashed_at IS NOT NULL) VIRTUAL,
    size INTEGER GENERATED ALWAYS AS (max(width, height)) VIRTUAL,
    aspect INTEGER GENERATED ALWAYS AS (max(1, min(65535, 1000 * width / height))) VIRTUAL
  ) STRICT;
  -- One for each order, with all that filters look at: no filter reads the table.
  CREATE INDEX items_by_time ON items (in_trash, kept_at, ${INDEXED.replace(' kept_at,', '')});
  CREATE INDEX items_by_rating ON items (in_trash, rating, kept_at, ${INDEXED.replace(' rating,', '').replace(' kept_at,', '')});
  CREATE INDEX items_by_model ON items (in_trash, model, kept_at, ${INDEXED.replace(' model,', '').replace(' kept_at,', '')});
  CREATE INDEX items_by_seed ON items (in_trash, seed, kept_at, ${INDEXED.replace(' seed,', '').replace(' kept_at,', '')});
  CREATE INDEX items_to_index ON items (id) WHERE indexed = 0;

  CREATE TABLE recipes (
    item INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    -- Of the text that decides the pixels: equal for recipes of the same picture.
    picture_sha256 TEXT NOT NULL,
    json TEXT NOT NULL,
    -- What search finds of it.
    words TEXT NOT NULL,
    -- int8 [64], a projection of x_T and z; null where it cannot be made.
    latent BLOB
  ) STRICT;
  CREATE INDEX recipes_by_picture ON recipes (picture_sha256);

  CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE
  ) STRICT;
  CREATE TABLE item_tags (
    tag INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    item INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, item)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX item_tags_by_item ON item_tags (item);

  CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE
  ) STRICT;
  CREATE TABLE collection_items (
    collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    item INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    PRIMARY KEY (collection, item)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX collection_items_by_item ON collection_items (item);

  -- Apart, so that what changes often and for many at once, the tags, is indexed once for all items.
  CREATE VIRTUAL TABLE item_text USING fts5 (title, model, recipe, ${SEARCHED});
  CREATE VIRTUAL TABLE note_text USING fts5 (note, ${SEARCHED});
  CREATE VIRTUAL TABLE tag_text USING fts5 (name, ${SEARCHED});

  -- Files of items that were deleted for good, until they are off the disk.
  CREATE TABLE doomed_files (
    file_sha256 TEXT PRIMARY KEY,
    file_type TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Items whose file was missing at a start: all that was known of them, until the file is back.
  CREATE TABLE lost_items (
    file_sha256 TEXT PRIMARY KEY,
    lost_at INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  INSERT OR IGNORE INTO models (sha256, name)
    SELECT model_sha256, json_extract(recipe, '$.model.name') FROM first_items ORDER BY kept_at DESC;
  INSERT INTO items (kind, file_sha256, file_type, model, seed, edited, width, height, favourite, rating, kept_at,
      title, note, indexed)
    SELECT 'picture', file_sha256, 'png', models.id, substr('00000000000000000000' || seed, -20),
      json_type(recipe, '$.edits') IS NOT NULL, json_extract(recipe, '$.imageSize'),
      json_extract(recipe, '$.imageSize'), favourite, 0, kept_at, models.name || ' ' || seed, '', 0
    FROM first_items JOIN models ON models.sha256 = model_sha256
    ORDER BY kept_at, first_items.rowid;
  INSERT INTO recipes (item, picture_sha256, json, words)
    SELECT items.id, recipe_sha256, recipe, ''
    FROM first_items JOIN items USING (file_sha256);
  DROP TABLE first_items;
`;
