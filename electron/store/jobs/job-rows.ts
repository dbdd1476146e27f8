import type { JobState, StageId } from '../../contract/index.ts'
import type { JobRecord } from '../../domain/ports/index.ts'
import { parseReason } from '../sqlite/rows.ts'

/** Columns of a job as every query selects them (see `jobColumns`). */
export interface JobRow {
  readonly pk: number
  readonly id: string
  readonly video_pk: number
  readonly video_id: string
  readonly video_title: string
  readonly stage: StageId
  readonly version: number
  readonly state: JobState
  readonly progress: number
  readonly speed: number | null
  readonly eta_ms: number | null
  readonly attempts: number
  readonly deaths: number
  readonly alone: number
  readonly reason: string | null
  readonly next_attempt_at: string | null
  readonly created_at: string
  readonly started_at: string | null
  readonly finished_at: string | null
}

/** Select list for `jobs AS j JOIN videos AS v`. */
export const jobColumns = `j.pk, j.id, j.video_pk, v.id AS video_id, v.title AS video_title, j.stage, j.version, j.state,
  j.progress, j.speed, j.eta_ms, j.attempts, j.deaths, j.alone, j.reason, j.next_attempt_at, j.created_at, j.started_at,
  j.finished_at`

/** The record of a row. */
export const toJob = (row: JobRow): JobRecord => ({
  id: row.id,
  videoId: row.video_id,
  videoTitle: row.video_title,
  stage: row.stage,
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
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
})
