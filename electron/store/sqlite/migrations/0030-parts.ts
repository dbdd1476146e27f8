import type { Migration } from '../migrate.ts'

/** The files of a film that a camera wrote in several. */
export const parts: Migration = {
  version: 30,
  name: 'parts',
  sql: `
-- JSON array of {name, sizeBytes, contentId, durationUs, pictureUs} in the order of the take; path is that of the first. NULL: one file.
ALTER TABLE locations ADD COLUMN parts TEXT CHECK (parts IS NULL OR json_valid(parts));
`,
}
