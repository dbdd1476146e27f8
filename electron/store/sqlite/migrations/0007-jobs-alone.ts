import type { Migration } from '../migrate.ts'

/** Jobs that run with nothing beside them, since the app died while they and others were under way. */
export const jobsAlone: Migration = {
  version: 7,
  name: 'jobs-alone',
  sql: `
ALTER TABLE jobs ADD COLUMN alone INTEGER NOT NULL DEFAULT 0 CHECK (alone IN (0, 1));
CREATE INDEX jobs_alone ON jobs (pk) WHERE alone = 1;
`,
}
