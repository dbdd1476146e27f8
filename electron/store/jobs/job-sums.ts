import type { JobDaySum, JobSummaryQuery, StageId } from '../../contract/index.ts'
import type { WorkTally } from '../../domain/jobs/work-left.ts'
import type { Sql } from '../sqlite/sql.ts'

interface LeftRow {
  readonly stage: StageId
  readonly leftJobs: number
  readonly leftMs: number
  readonly leftUnknown: number
  readonly ranMs: number
}
interface EndedRow {
  readonly stage: StageId
  readonly doneJobs: number
  readonly doneMs: number
  readonly skippedJobs: number
}

const noneLeft = { leftJobs: 0, leftMs: 0, leftUnknown: 0, ranMs: 0 }
const noneEnded = { doneJobs: 0, doneMs: 0, skippedJobs: 0 }
const underWay = "v.state IN ('queued', 'processing')"
const ended = "j.state IN ('done', 'skipped', 'failed', 'cancelled')"

/** What is left to do for videos that can go on, and what ended since a time. */
export const tallyWork = (sql: Sql, since: string): WorkTally => {
  const left = sql.all<LeftRow>(
    `SELECT j.stage, COUNT(*) AS leftJobs, SUM(v.duration_ms) AS leftMs, SUM(v.duration_ms = 0) AS leftUnknown,
       SUM(CASE j.state WHEN 'running' THEN j.progress * v.duration_ms ELSE 0 END) AS ranMs
     FROM jobs j JOIN videos v ON v.pk = j.video_pk AND v.removed_at IS NULL AND ${underWay}
     WHERE j.state IN ('waiting', 'running') GROUP BY j.stage`,
  )
  const finished = sql.all<EndedRow>(
    `SELECT j.stage, SUM(j.state = 'done') AS doneJobs,
       SUM(CASE j.state WHEN 'done' THEN v.duration_ms ELSE 0 END) AS doneMs, SUM(j.state = 'skipped'
         AND COALESCE(json_extract(j.reason, '$.code'), '') <> 'dependency_failed') AS skippedJobs
     FROM jobs j INDEXED BY jobs_finished JOIN videos v ON v.pk = j.video_pk AND v.removed_at IS NULL
     WHERE ${ended} AND j.finished_at >= @since GROUP BY j.stage`,
    { since },
  )
  const videos = sql.get<{ videosLeft: number; videosDone: number }>(
    `SELECT (SELECT COUNT(*) FROM videos v WHERE v.removed_at IS NULL AND ${underWay}) AS videosLeft,
       (SELECT COUNT(DISTINCT j.video_pk) FROM jobs j INDEXED BY jobs_finished
        JOIN videos v ON v.pk = j.video_pk AND v.removed_at IS NULL AND NOT ${underWay}
        WHERE ${ended} AND j.finished_at >= @since) AS videosDone`,
    { since },
  )
  const stages = new Set([...left, ...finished].map(({ stage }) => stage))
  return {
    videosLeft: videos?.videosLeft ?? 0,
    videosDone: videos?.videosDone ?? 0,
    stages: [...stages].map((stage) => ({
      ...noneLeft,
      ...noneEnded,
      ...left.find((row) => row.stage === stage),
      ...finished.find((row) => row.stage === stage),
      stage,
    })),
  }
}

/** Sums of the jobs that ended, a row a day, newest first. */
export const sumDays = (sql: Sql, { utcOffsetMinutes, days }: JobSummaryQuery): readonly JobDaySum[] =>
  sql.all<JobDaySum>(
    `SELECT date(j.finished_at, @offset) AS day, SUM(j.state = 'done') AS done,
       SUM(j.state = 'done' AND j.reason IS NOT NULL) AS partial, SUM(j.state = 'failed') AS failed,
       SUM(j.state = 'cancelled') AS cancelled,
       SUM(j.state = 'skipped'
         AND COALESCE(json_extract(j.reason, '$.code'), '') NOT IN ('no_model', 'dependency_failed')) AS skipped,
       COUNT(DISTINCT CASE WHEN j.state = 'skipped' AND json_extract(j.reason, '$.code') = 'no_model'
         THEN j.video_pk END) AS videosWithoutModel
     FROM jobs j INDEXED BY jobs_finished JOIN videos v ON v.pk = j.video_pk AND v.removed_at IS NULL
     WHERE ${ended} AND j.finished_at IS NOT NULL
     GROUP BY day ORDER BY day DESC LIMIT @days`,
    { offset: `${utcOffsetMinutes} minutes`, days },
  )
