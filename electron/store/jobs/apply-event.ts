import { type JobEvent, nextJobStatus } from '../../domain/jobs/transitions.ts'
import type { Sql } from '../sqlite/sql.ts'
import { refreshVideo } from '../videos/refresh-video.ts'
import { type JobQueryRow, jobStatusOf, writeStatus } from './job-rows.ts'

/** Writes what an event makes of a job, without its video; false where the machine refuses it. Call inside a transaction. */
export const applyToRow = (sql: Sql, row: JobQueryRow, event: JobEvent): boolean => {
  const next = nextJobStatus(jobStatusOf(row), event)
  if (next.ok) writeStatus(sql, row.pk, next.value)
  return next.ok
}

/**
 * Writes what an event makes of each of these jobs, and what follows for their videos; answers those that it changed,
 * as they were. Call inside a transaction.
 */
export const applyJobEvent = (sql: Sql, rows: readonly JobQueryRow[], event: JobEvent): readonly JobQueryRow[] => {
  const changed = rows.filter((row) => applyToRow(sql, row, event))
  for (const videoPk of new Set(changed.map(({ video_pk }) => video_pk))) refreshVideo(sql, videoPk)
  return changed
}
