import type { Migration } from '../migrate.ts'

/**
 * What came with one import stands together in the list, in the natural order of its files. Two indexes, as the newest import
 * comes first or last while its files keep their order.
 */
export const importBatches: Migration = {
  version: 17,
  name: 'import-batches',
  sql: `
-- The import that a video came with, as its host named it; null: it came alone, or before this was noted.
ALTER TABLE videos ADD COLUMN batch TEXT;
-- The number of the batch's first video.
ALTER TABLE videos ADD COLUMN batch_pk INTEGER;
-- Where a video stands within its batch.
ALTER TABLE videos ADD COLUMN batch_sort TEXT NOT NULL DEFAULT '';
CREATE INDEX videos_by_batch ON videos (batch, batch_pk) WHERE batch IS NOT NULL;
DROP INDEX videos_by_added;
CREATE INDEX videos_by_added ON videos (-COALESCE(batch_pk, pk), batch_sort, pk) WHERE removed_at IS NULL;
CREATE INDEX videos_by_added_ascending ON videos (COALESCE(batch_pk, pk), batch_sort, pk) WHERE removed_at IS NULL;
`,
}
