import type { Migration } from '../migrate.ts'

/** How caption files were read, which of them there were, and what a person chose for them. */
export const captionFiles: Migration = {
  version: 6,
  name: 'caption-files',
  sql: `
ALTER TABLE caption_tracks ADD COLUMN source_key TEXT NOT NULL DEFAULT '';
ALTER TABLE caption_tracks ADD COLUMN file TEXT;
ALTER TABLE caption_tracks ADD COLUMN encoding TEXT;
ALTER TABLE caption_tracks ADD COLUMN encoding_sure INTEGER NOT NULL DEFAULT 1 CHECK (encoding_sure IN (0, 1));
ALTER TABLE caption_tracks ADD COLUMN encoding_chosen INTEGER NOT NULL DEFAULT 0 CHECK (encoding_chosen IN (0, 1));
ALTER TABLE caption_tracks ADD COLUMN offset_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE caption_tracks ADD COLUMN offset_from TEXT NOT NULL DEFAULT 'none'
  CHECK (offset_from IN ('none', 'guess', 'person'));
ALTER TABLE caption_tracks ADD COLUMN skipped_cues INTEGER NOT NULL DEFAULT 0;
ALTER TABLE caption_tracks ADD COLUMN cues_past_end INTEGER NOT NULL DEFAULT 0;
ALTER TABLE caption_tracks ADD COLUMN note TEXT;

CREATE TABLE caption_files (
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  path TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  changed_ms REAL NOT NULL,
  PRIMARY KEY (video_pk, path)
) STRICT, WITHOUT ROWID;

-- A video is a content, and the key names a stream or file within it: a choice outlives moves and changes of the file.
CREATE TABLE caption_choices (
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  source_key TEXT NOT NULL,
  encoding TEXT,
  offset_ms INTEGER,
  PRIMARY KEY (video_pk, source_key)
) STRICT, WITHOUT ROWID;
`,
}
