import type { Migration } from '../migrate.ts'

/** Files that are written for other programs. */
export const exportsMigration: Migration = {
  version: 22,
  name: 'exports',
  sql: `
CREATE TABLE exports (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  -- What its kind needs to run, the ranges among it: later changes of a bin make no difference.
  request TEXT NOT NULL CHECK (json_valid(request)),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  progress REAL NOT NULL DEFAULT 0,
  -- Written under their final names: [{"path", "sizeBytes"}].
  files TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(files)),
  report TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(report)),
  error TEXT CHECK (error IS NULL OR json_valid(error)),
  created_at TEXT NOT NULL,
  finished_at TEXT
) STRICT;
CREATE INDEX exports_waiting ON exports (pk) WHERE state IN ('waiting', 'running');
`,
}
