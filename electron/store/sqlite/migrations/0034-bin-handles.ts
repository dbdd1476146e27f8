import type { Migration } from '../migrate.ts'

/** Frames more on each side of a range, for clips that are made of it; null: as the export says. */
export const binHandles: Migration = {
  version: 34,
  name: 'bin-handles',
  sql: `
ALTER TABLE bin_items ADD COLUMN handles_frames INTEGER CHECK (handles_frames >= 0);
`,
}
