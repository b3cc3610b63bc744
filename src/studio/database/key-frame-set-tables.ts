export const KEY_FRAME_SET_TABLES = `
  CREATE TABLE key_frame_sets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    saved_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE set_key_frames (
    key_frame_set INTEGER NOT NULL REFERENCES key_frame_sets (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    -- As JSON.
    recipe TEXT NOT NULL,
    PRIMARY KEY (key_frame_set, position)
  ) STRICT, WITHOUT ROWID;
`;
