import type { Migration } from '../migrate.ts'

/** How loud each scene is. */
export const loudness: Migration = {
  version: 11,
  name: 'loudness',
  sql: `
-- Integrated loudness in LUFS (ITU-R BS.1770); null: silent, shorter than 400 ms, or not measured.
ALTER TABLE scenes ADD COLUMN loudness REAL;
`,
}
