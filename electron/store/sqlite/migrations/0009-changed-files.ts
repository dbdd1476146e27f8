import type { Migration } from '../migrate.ts'

/** What is needed to notice that a file was replaced, to list what folders held beside films, and to free space. */
export const changedFiles: Migration = {
  version: 9,
  name: 'changed-files',
  sql: `
-- Size and times of the file when its content was last seen to be the video's; null: not since this column exists.
ALTER TABLE locations ADD COLUMN stamp TEXT;
-- Where the video was when its last location went to another one.
ALTER TABLE videos ADD COLUMN last_path TEXT;

-- Small copies of a film that its camera wrote beside it.
CREATE TABLE camera_proxies (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  path TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX camera_proxies_by_video ON camera_proxies (video_pk);

-- What the last import of a folder did not take, grouped by kind.
CREATE TABLE left_out (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  folder TEXT NOT NULL UNIQUE,
  groups TEXT NOT NULL CHECK (json_valid(groups)),
  at TEXT NOT NULL
) STRICT;

-- Uploaded files of videos that were deleted for good; they go from here once they are deleted from the disk.
CREATE TABLE files_to_delete (
  path TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
`,
}
