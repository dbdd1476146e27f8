import type { StageId } from '../../contract/index.ts'
import type { Sql } from '../sqlite/sql.ts'

/** Ids of videos `v` whose job `j` of a stage fits a condition, in the order in which they were added. */
export const videosOfStage = (
  sql: Sql,
  stage: StageId,
  condition: string,
  parameters: Readonly<Record<string, string | number>>,
): readonly string[] =>
  sql
    .all<{ id: string }>(
      `SELECT v.id FROM videos v JOIN jobs j ON j.video_pk = v.pk AND j.stage = @stage
       WHERE v.removed_at IS NULL AND (${condition}) ORDER BY v.pk`,
      { ...parameters, stage },
    )
    .map(({ id }) => id)
