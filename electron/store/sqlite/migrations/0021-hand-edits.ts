import type { Migration } from '../migrate.ts'

/** What people change about the scenes of a film. */
export const handEdits: Migration = {
  version: 21,
  name: 'hand-edits',
  sql: `
-- By content, so that it outlives the video's removal, another cut and another analysis.
CREATE TABLE hand_edits (
  content_id TEXT PRIMARY KEY,
  -- Boundaries that were set and frames that were joined (domain/cuts/hand-edits.ts).
  edits TEXT NOT NULL CHECK (json_valid(edits))
) STRICT, WITHOUT ROWID;
`,
}
