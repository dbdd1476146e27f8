import type { Migration } from '../migrate.ts'

/** Text that was read in pictures: frames of a film, and captions that are pictures; and where a cue stands in the frame. */
export const screenText: Migration = {
  version: 19,
  name: 'screen-text',
  sql: `
-- [x, y, width, height] as parts of the frame; NULL where it is not known.
ALTER TABLE captions ADD COLUMN box TEXT CHECK (box IS NULL OR json_valid(box));
CREATE TABLE read_pictures (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  -- Empty for frames of the film, else the source_key of the caption track whose picture it is.
  source TEXT NOT NULL,
  model TEXT NOT NULL,
  revision TEXT NOT NULL,
  -- Frame number, or place among the pictures of the track.
  number INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  -- That of the start for a frame.
  end_ms INTEGER NOT NULL CHECK (end_ms >= start_ms),
  UNIQUE (video_pk, source, model, revision, number)
) STRICT;
CREATE TABLE read_lines (
  picture_pk INTEGER NOT NULL REFERENCES read_pictures (pk) ON DELETE CASCADE,
  idx INTEGER NOT NULL,
  -- Parts of the picture.
  x REAL NOT NULL,
  y REAL NOT NULL,
  width REAL NOT NULL,
  height REAL NOT NULL,
  text TEXT NOT NULL,
  probability REAL NOT NULL,
  PRIMARY KEY (picture_pk, idx)
) STRICT, WITHOUT ROWID;
`,
}
