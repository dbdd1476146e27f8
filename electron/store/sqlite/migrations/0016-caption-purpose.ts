import type { Migration } from '../migrate.ts'

/** Whom a caption track is for. */
export const captionPurpose: Migration = {
  version: 16,
  name: 'caption-purpose',
  sql: `
ALTER TABLE caption_tracks ADD COLUMN is_forced INTEGER NOT NULL DEFAULT 0 CHECK (is_forced IN (0, 1));
ALTER TABLE caption_tracks ADD COLUMN is_hearing_impaired INTEGER NOT NULL DEFAULT 0 CHECK (is_hearing_impaired IN (0, 1));
`,
}
