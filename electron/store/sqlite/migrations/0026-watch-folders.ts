import type { Migration } from '../migrate.ts'

/** Folders whose new films come in by themselves. */
export const watchFolders: Migration = {
  version: 26,
  name: 'watch-folders',
  sql: `
CREATE TABLE watch_folders (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL UNIQUE,
  recursive INTEGER NOT NULL CHECK (recursive IN (0, 1)),
  -- Patterns: JSON arrays of text.
  include TEXT NOT NULL CHECK (json_valid(include)),
  exclude TEXT NOT NULL CHECK (json_valid(exclude)),
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  created_at TEXT NOT NULL
) STRICT;

-- Files that were refused as they were at that stamp: they are not tried again before they change.
CREATE TABLE watch_refused (
  path TEXT PRIMARY KEY,
  stamp TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Contents whose video a person removed: watching does not bring them back, wherever their files go.
CREATE TABLE watch_removed (
  content_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
`,
}
