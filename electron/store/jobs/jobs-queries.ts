import type { JobState, StageId } from '../../contract/index.ts'
import { dueHorizonMs } from '../../domain/jobs/due.ts'
import type { JobStore } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { refreshVideo } from '../videos/refresh-video.ts'
import { writeOutput } from './job-outputs.ts'
import { type JobRow, jobColumns, toJob } from './job-rows.ts'
import { listJobs } from './jobs-list.ts'
import { recoverJobs } from './recover-jobs.ts'

const jobById = (sql: Sql, id: string): JobRow | undefined =>
  sql.get<JobRow>(`SELECT ${jobColumns} FROM jobs j JOIN videos v ON v.pk = j.video_pk WHERE j.id = @id`, { id })

const complete = (sql: Sql, id: string, output: Parameters<JobStore['complete']>[1], now: string): void => {
  const job = jobById(sql, id)
  if (job === undefined) throw new StoreError('not_found', 'There is no such job.', 'Reload the library.')
  if (job.state !== 'running') {
    throw new StoreError('conflict', `The job is ${job.state}, so its result was dropped.`, 'Retry the job.')
  }
  if (job.stage !== output.stage) throw new Error(`a ${job.stage} job cannot leave the output of ${output.stage}`)
  const warnings = writeOutput(sql, job.video_pk, output)
  const [first] = warnings
  // A job that finished only in part says why.
  const reason =
    first === undefined ? null : { code: first.code, message: warnings.map(({ message }) => message).join(' ') }
  sql.run(
    `UPDATE jobs SET state = 'done', progress = 1, speed = NULL, eta_ms = NULL, reason = @reason, warnings = @warnings,
       next_attempt_at = NULL, finished_at = @now, deaths = 0, alone = 0 WHERE pk = @pk`,
    {
      pk: job.pk,
      now,
      reason: reason === null ? null : JSON.stringify(reason),
      warnings: JSON.stringify(warnings),
    },
  )
  refreshVideo(sql, job.video_pk)
}

/** Ends or postpones a job that is waiting or running; one that has ended already stays as it ended. */
const finish = (sql: Sql, id: string, outcome: Parameters<JobStore['finish']>[1], now: string): void => {
  const job = jobById(sql, id)
  if (job === undefined) throw new StoreError('not_found', 'There is no such job.', 'Reload the library.')
  if (job.state !== 'running' && job.state !== 'waiting') return
  const ended = outcome.state !== 'waiting'
  sql.run(
    `UPDATE jobs SET state = @state, reason = @reason, next_attempt_at = @nextAttemptAt, finished_at = @finishedAt,
       progress = @progress, speed = NULL, eta_ms = NULL, attempts = MAX(0, attempts - @takenBack),
       alone = CASE WHEN @ended THEN 0 ELSE alone END WHERE pk = @pk`,
    {
      pk: job.pk,
      ended: ended ? 1 : 0,
      takenBack: outcome.state === 'waiting' && !outcome.counts && job.state === 'running' ? 1 : 0,
      state: outcome.state,
      reason: JSON.stringify(outcome.reason),
      nextAttemptAt: outcome.state === 'waiting' ? outcome.nextAttemptAt : null,
      finishedAt: ended ? now : null,
      progress: outcome.state === 'skipped' ? 1 : ended ? job.progress : 0,
    },
  )
  refreshVideo(sql, job.video_pk)
}

const retry = (sql: Sql, id: string, dependents: readonly StageId[]): boolean | null => {
  const job = jobById(sql, id)
  if (job === undefined) return null
  if (job.state === 'running') return false
  const again = `UPDATE jobs SET state = 'waiting', progress = 0, speed = NULL, eta_ms = NULL, reason = NULL, deaths = 0,
    alone = 0, next_attempt_at = NULL, finished_at = NULL`
  sql.run(`${again} WHERE pk = @pk`, { pk: job.pk })
  sql.run(
    `${again} WHERE video_pk = @videoPk AND state IN ('failed', 'cancelled', 'skipped')
       AND stage IN (SELECT value FROM json_each(@dependents))`,
    { videoPk: job.video_pk, dependents: JSON.stringify(dependents) },
  )
  refreshVideo(sql, job.video_pk)
  return true
}

const requeue = (sql: Sql, stage: StageId, videoIds: readonly string[]): number => {
  const changed = sql.all<{ video_pk: number }>(
    `UPDATE jobs SET state = 'waiting', progress = 0, speed = NULL, eta_ms = NULL, reason = NULL, attempts = 0,
       deaths = 0, alone = 0, next_attempt_at = NULL, finished_at = NULL
     WHERE stage = @stage AND state IN ('done', 'skipped', 'failed', 'cancelled')
       AND video_pk IN (SELECT v.pk FROM json_each(@videoIds) wanted JOIN videos v ON v.id = wanted.value)
     RETURNING video_pk`,
    { stage, videoIds: JSON.stringify(videoIds) },
  )
  for (const { video_pk } of changed) refreshVideo(sql, video_pk)
  return changed.length
}

/** The queue. */
export const createJobQueries = (sql: Sql): Synchronous<JobStore> => ({
  get: (id) => {
    const row = jobById(sql, id)
    return row === undefined ? null : toJob(row)
  },
  list: (query) => listJobs(sql, query),
  runnable: ({ now, limit, dependsOn, stages, alone }) =>
    sql
      .all<JobRow>(
        `SELECT ${jobColumns} FROM jobs j JOIN videos v ON v.pk = j.video_pk AND v.removed_at IS NULL
         WHERE j.state = 'waiting' AND (j.next_attempt_at IS NULL OR j.next_attempt_at <= @now OR j.next_attempt_at > @horizon)
           AND j.alone = ${alone === true ? 1 : 0}
           AND (@stages IS NULL OR j.stage IN (SELECT value FROM json_each(@stages)))
           AND NOT EXISTS (
             SELECT 1 FROM json_each(@dependsOn, '$."' || j.stage || '"') needed
             LEFT JOIN jobs d ON d.video_pk = j.video_pk AND d.stage = needed.value
             WHERE d.state IS NULL OR d.state NOT IN ('done', 'skipped'))
         ORDER BY ${alone === true ? 'j.deaths, ' : ''}j.pk LIMIT @limit`,
        {
          now,
          horizon: new Date(dueHorizonMs(Date.parse(now))).toISOString(),
          limit,
          dependsOn: JSON.stringify(dependsOn),
          stages: stages === undefined ? null : JSON.stringify(stages),
        },
      )
      .map(toJob),
  nextDue: (now) =>
    sql.get<{ due: string | null }>(
      `SELECT MIN(j.next_attempt_at) AS due FROM jobs j JOIN videos v ON v.pk = j.video_pk AND v.removed_at IS NULL
       WHERE j.state = 'waiting' AND j.next_attempt_at > @now`,
      { now },
    )?.due ?? null,
  start: (id, now) =>
    sql.atomically(() => {
      const started = sql.all<{ video_pk: number }>(
        `UPDATE jobs SET state = 'running', attempts = attempts + 1, started_at = @now, finished_at = NULL, progress = 0,
           speed = NULL, eta_ms = NULL, reason = NULL, next_attempt_at = NULL
         WHERE id = @id AND state = 'waiting'
           AND EXISTS (SELECT 1 FROM videos v WHERE v.pk = jobs.video_pk AND v.removed_at IS NULL)
         RETURNING video_pk`,
        { id, now },
      )
      for (const row of started) refreshVideo(sql, row.video_pk)
      return started.length > 0
    }),
  progress: (updates) => {
    sql.atomically(() => {
      for (const { id, progress, speed, etaMs } of updates) {
        const changed = sql.all<{ video_pk: number }>(
          `UPDATE jobs SET progress = @progress, speed = @speed, eta_ms = @etaMs WHERE id = @id AND state = 'running'
           RETURNING video_pk`,
          { id, progress: Math.min(1, Math.max(0, progress)), speed, etaMs: etaMs === null ? null : Math.round(etaMs) },
        )
        for (const row of changed) refreshVideo(sql, row.video_pk)
      }
    })
  },
  complete: (id, output, now) => sql.atomically(() => complete(sql, id, output, now)),
  finish: (id, outcome, now) => sql.atomically(() => finish(sql, id, outcome, now)),
  retry: (id, dependents) => sql.atomically(() => retry(sql, id, dependents)),
  recover: (stages, now, blameless) => sql.atomically(() => recoverJobs(sql, stages, now, blameless)),
  requeue: (stage, videoIds) => sql.atomically(() => requeue(sql, stage, videoIds)),
  counts: () => {
    const counts = { waiting: 0, running: 0, done: 0, skipped: 0, failed: 0, cancelled: 0 }
    const rows = sql.all<{ state: JobState; count: number }>(
      `SELECT j.state, COUNT(*) AS count FROM jobs j JOIN videos v ON v.pk = j.video_pk AND v.removed_at IS NULL
       GROUP BY j.state`,
    )
    for (const { state, count } of rows) counts[state] = count
    return counts
  },
})
