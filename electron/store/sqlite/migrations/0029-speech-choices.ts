import type { Migration } from '../migrate.ts'

/** What a video says of its own speech, and which transcripts are translations and of which sound. */
export const speechChoices: Migration = {
  version: 29,
  name: 'speech-choices',
  sql: `
ALTER TABLE videos ADD COLUMN speech TEXT CHECK (speech IS NULL OR json_valid(speech));
ALTER TABLE caption_tracks ADD COLUMN is_translation INTEGER NOT NULL DEFAULT 0 CHECK (is_translation IN (0, 1));
-- JSON of the stream indexes that were heard for a transcript.
ALTER TABLE caption_tracks ADD COLUMN heard TEXT CHECK (heard IS NULL OR json_valid(heard));
`,
}
