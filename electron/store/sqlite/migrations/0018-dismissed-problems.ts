import type { Migration } from '../migrate.ts'

/** A person has seen that a video failed, or lacks a part. */
export const dismissedProblems: Migration = {
  version: 18,
  name: 'dismissed-problems',
  sql: `
-- State, error and warnings of the video when they were dismissed; other ones are to be seen again.
ALTER TABLE videos ADD COLUMN dismissed_problem TEXT;
CREATE INDEX videos_with_problem ON videos (pk) WHERE state IN ('failed', 'partial') AND removed_at IS NULL;
`,
}
