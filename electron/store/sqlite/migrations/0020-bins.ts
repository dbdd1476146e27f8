import type { Migration } from '../migrate.ts'

/** Bins: ordered ranges of frames that a person puts together. */
export const bins: Migration = {
  version: 20,
  name: 'bins',
  sql: `
CREATE TABLE bins (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('bin', 'folder', 'smart')),
  parent_pk INTEGER REFERENCES bins (pk) ON DELETE SET NULL,
  -- Of a smart bin, which goes with its saved search.
  search_pk INTEGER REFERENCES saved_searches (pk) ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CHECK ((kind = 'smart') = (search_pk IS NOT NULL))
) STRICT;
CREATE INDEX bins_by_name ON bins (name_sort, pk);
CREATE INDEX bins_by_parent ON bins (parent_pk);
CREATE INDEX bins_by_search ON bins (search_pk) WHERE search_pk IS NOT NULL;

CREATE TABLE bin_items (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  bin_pk INTEGER NOT NULL REFERENCES bins (pk) ON DELETE CASCADE,
  -- 0, 1, 2 … within the bin.
  position INTEGER NOT NULL,
  -- No reference to videos: a range outlives the removal of its video, and is there again when the content is.
  content_id TEXT NOT NULL,
  -- Of the video when the range was put in, for when it is gone.
  video_id TEXT NOT NULL,
  title TEXT NOT NULL,
  start_frame INTEGER NOT NULL CHECK (start_frame >= 0),
  end_frame INTEGER NOT NULL CHECK (end_frame > start_frame),
  start_ms REAL NOT NULL,
  end_ms REAL NOT NULL,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX bin_items_by_bin ON bin_items (bin_pk, position);
CREATE INDEX bin_items_by_content ON bin_items (content_id, bin_pk);
`,
}
