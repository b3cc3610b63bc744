export const PROJECT_TABLES = `
  CREATE TABLE projects (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    -- The path as JSON; null before its first key frame.
    path TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    -- Until the studio is closed, what was removed can be had back.
    removed INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE project_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    kept_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX project_versions_by_project ON project_versions (project);
`;
