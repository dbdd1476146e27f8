import type { Migration } from '../migrate.ts'

/**
 * Frames of which a person said that they are neither copies nor takes of each other. They belong to contents, so they outlive other
 * cuts, removals and another comparison.
 */
export const notAlike: Migration = {
  version: 31,
  name: 'not-alike',
  sql: `
CREATE TABLE not_alike (
  -- Of the two places the one that sorts first, by content and start. Ends are not part of the frames.
  content_id TEXT NOT NULL,
  start_frame INTEGER NOT NULL CHECK (start_frame >= 0),
  end_frame INTEGER NOT NULL CHECK (end_frame > start_frame),
  other_content_id TEXT NOT NULL,
  other_start_frame INTEGER NOT NULL CHECK (other_start_frame >= 0),
  other_end_frame INTEGER NOT NULL CHECK (other_end_frame > other_start_frame),
  said_at TEXT NOT NULL,
  PRIMARY KEY (content_id, start_frame, end_frame, other_content_id, other_start_frame, other_end_frame)
) STRICT, WITHOUT ROWID;
`,
}
