import type { JobState, StageId } from '../../contract/index.ts'
import type { JobStatus } from '../../domain/jobs/transitions.ts'
import type { JobRecord } from '../../domain/ports/index.ts'
import { newId, parseProblems, parseReason } from '../sqlite/rows.ts'
import type { Parameters, Sql } from '../sqlite/sql.ts'
import type { JobsTable, VideosTable } from '../sqlite/tables.ts'

/** Columns of a job as every query selects them (see `jobColumns`). */
export interface JobQueryRow extends Omit<JobsTable, 'stage' | 'state'> {
  readonly stage: StageId
  readonly state: JobState
  readonly video_id: VideosTable['id']
  readonly video_title: VideosTable['title']
}

/** Select list for `jobs AS j JOIN videos AS v`. */
export const jobColumns = `j.pk, j.id, j.video_pk, v.id AS video_id, v.title AS video_title, j.stage, j.version, j.state,
  j.progress, j.speed, j.eta_ms, j.attempts, j.deaths, j.alone, j.reason, j.warnings, j.next_attempt_at, j.created_at,
  j.started_at, j.finished_at`

const statusWithoutWarnings = (row: JobQueryRow): Omit<JobStatus, 'warnings'> => ({
  version: row.version,
  state: row.state,
  progress: row.progress,
  speed: row.speed,
  etaMs: row.eta_ms,
  attempts: row.attempts,
  deaths: row.deaths,
  alone: row.alone === 1,
  reason: parseReason(row.reason),
  nextAttemptAt: row.next_attempt_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
})

/** What the job machine decides about. */
export const jobStatusOf = (row: JobQueryRow): JobStatus => ({
  ...statusWithoutWarnings(row),
  warnings: parseProblems(row.warnings),
})

/** The record of a row. */
export const toJob = (row: JobQueryRow): JobRecord => ({
  id: row.id,
  videoId: row.video_id,
  videoTitle: row.video_title,
  stage: row.stage,
  createdAt: row.created_at,
  ...statusWithoutWarnings(row),
})

/** Jobs that a condition on `j` (jobs) and `v` (videos, removed ones too) holds for, in the order in which they were made. */
export const readJobs = (sql: Sql, condition: string, parameters: Parameters): readonly JobQueryRow[] =>
  sql.all<JobQueryRow>(
    `SELECT ${jobColumns} FROM jobs j JOIN videos v ON v.pk = j.video_pk WHERE ${condition} ORDER BY j.pk`,
    parameters,
  )

/** Writes what the job machine answered. */
export const writeStatus = (sql: Sql, pk: number, status: JobStatus): void => {
  sql.run(
    `UPDATE jobs SET version = @version, state = @state, progress = @progress, speed = @speed, eta_ms = @etaMs,
       attempts = @attempts, deaths = @deaths, alone = @alone, reason = @reason, warnings = @warnings,
       next_attempt_at = @nextAttemptAt, started_at = @startedAt, finished_at = @finishedAt
     WHERE pk = @pk`,
    {
      ...status,
      pk,
      alone: status.alone ? 1 : 0,
      reason: status.reason === null ? null : JSON.stringify(status.reason),
      warnings: JSON.stringify(status.warnings),
    },
  )
}

/** Creates the job rows that a video lacks; answers how many. */
export const ensureJobs = (
  sql: Sql,
  videoPk: number,
  stages: readonly { readonly stage: StageId; readonly version: number }[],
  now: string,
): number => {
  let created = 0
  for (const { stage, version } of stages) {
    created += sql.run(
      `INSERT INTO jobs (id, video_pk, stage, version, created_at) VALUES (@id, @videoPk, @stage, @version, @now)
       ON CONFLICT (video_pk, stage) DO NOTHING`,
      { id: newId('j'), videoPk, stage, version, now },
    )
  }
  return created
}
