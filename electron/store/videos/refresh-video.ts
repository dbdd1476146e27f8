import type { JobState, StageId } from '../../contract/index.ts'
import { deriveVideoState } from '../../domain/video-state.ts'
import { parseProblems, parseReason } from '../sqlite/rows.ts'
import type { Sql } from '../sqlite/sql.ts'
import type { JobsTable } from '../sqlite/tables.ts'

interface JobStateRow extends Pick<JobsTable, 'progress' | 'attempts' | 'reason' | 'warnings'> {
  readonly stage: StageId
  readonly state: JobState
}

/** Writes a video's derived columns (state, progress, warnings, error) from its jobs. Part of every job transition. */
export const refreshVideo = (sql: Sql, videoPk: number): void => {
  const jobs = sql
    .all<JobStateRow>(
      'SELECT stage, state, progress, attempts, reason, warnings FROM jobs WHERE video_pk = @videoPk ORDER BY pk',
      { videoPk },
    )
    .map((row) => ({ ...row, reason: parseReason(row.reason), warnings: parseProblems(row.warnings) }))
  const sceneCount =
    sql.get<{ scene_count: number }>('SELECT scene_count FROM videos WHERE pk = @videoPk', { videoPk })?.scene_count ??
    0
  const derived = deriveVideoState({ jobs, sceneCount })
  sql.run(
    `UPDATE videos SET state = @state, progress = @progress, warnings = @warnings, error = @error WHERE pk = @videoPk`,
    {
      videoPk,
      state: derived.state,
      progress: derived.progress,
      warnings: JSON.stringify(derived.warnings),
      error: derived.error === null ? null : JSON.stringify(derived.error),
    },
  )
}
