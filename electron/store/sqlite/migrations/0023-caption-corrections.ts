import type { Migration } from '../migrate.ts'

/** When each word of a caption is said, and what a person wrote in the place of captions. */
export const captionCorrections: Migration = {
  version: 23,
  name: 'caption-corrections',
  sql: `
-- Words with their times, as JSON; null where the track tells none.
ALTER TABLE captions ADD COLUMN words TEXT;
-- What stood here before a person corrected it, and its words; null where nobody did.
ALTER TABLE captions ADD COLUMN said TEXT;
ALTER TABLE captions ADD COLUMN said_words TEXT;
CREATE TABLE caption_corrections (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  -- A file that changed is another content; when it is the old one again, they hold again.
  content_id TEXT NOT NULL,
  -- The stream or file, or the place of what models make (correctionPlace).
  place TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  end_ms INTEGER NOT NULL,
  said TEXT NOT NULL,
  said_words TEXT,
  text TEXT NOT NULL,
  UNIQUE (content_id, place, start_ms, end_ms)
) STRICT;
CREATE TRIGGER caption_corrections_delete AFTER DELETE ON videos BEGIN
  DELETE FROM caption_corrections WHERE content_id = old.content_id;
END;
`,
}
