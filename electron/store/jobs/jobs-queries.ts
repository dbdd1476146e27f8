import type { JobState, StageId } from '../../contract/index.ts'
import { dueHorizonMs } from '../../domain/jobs/due.ts'
import { nextJobStatus } from '../../domain/jobs/transitions.ts'
import type { JobRecord, JobStore, StageOutput } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import { applyJobEvent } from './apply-event.ts'
import { writeOutput } from './job-outputs.ts'
import { type JobQueryRow, jobColumns, jobStatusOf, readJobs, toJob } from './job-rows.ts'
import { sumDays, tallyWork } from './job-sums.ts'
import { listJobs } from './jobs-list.ts'
import { recoverJobs } from './recover-jobs.ts'

const jobById = (sql: Sql, id: string): JobQueryRow | undefined => readJobs(sql, 'j.id = @id', { id })[0]

const existingJob = (sql: Sql, id: string): JobQueryRow => {
  const job = jobById(sql, id)
  if (job === undefined) throw new StoreError('not_found', 'There is no such job.', 'Reload the library.')
  return job
}

const complete = (sql: Sql, id: string, output: StageOutput, now: string): void => {
  const job = existingJob(sql, id)
  // Asked before anything is written: a result that nobody waits for any more changes nothing.
  const accepted = nextJobStatus(jobStatusOf(job), { kind: 'completed', at: now, warnings: [] })
  if (!accepted.ok) throw new StoreError('conflict', accepted.error.message, accepted.error.remedy)
  if (job.stage !== output.stage) throw new Error(`a ${job.stage} job cannot leave the output of ${output.stage}`)
  applyJobEvent(sql, [job], { kind: 'completed', at: now, warnings: writeOutput(sql, job.video_pk, output) })
}

const retry = (sql: Sql, id: string, dependents: readonly StageId[]): boolean | null => {
  const job = jobById(sql, id)
  if (job === undefined) return null
  if (applyJobEvent(sql, [job], { kind: 'retried' }).length === 0) return false
  // Whoever tries again wants to hear how that ends.
  sql.run('UPDATE videos SET dismissed_problem = NULL WHERE pk = @videoPk', { videoPk: job.video_pk })
  const behind = readJobs(sql, 'j.video_pk = @videoPk AND j.stage IN (SELECT value FROM json_each(@dependents))', {
    videoPk: job.video_pk,
    dependents: JSON.stringify(dependents),
  })
  applyJobEvent(sql, behind, { kind: 'dependency-retried' })
  return true
}

const requeue = (sql: Sql, stage: StageId, videoIds: readonly string[]): number => {
  const rows = readJobs(sql, 'j.stage = @stage AND v.id IN (SELECT value FROM json_each(@videoIds))', {
    stage,
    videoIds: JSON.stringify(videoIds),
  })
  return applyJobEvent(sql, rows, { kind: 'requeued' }).length
}

const start = (sql: Sql, id: string, now: string): boolean => {
  const rows = readJobs(sql, 'j.id = @id AND v.removed_at IS NULL', { id })
  return applyJobEvent(sql, rows, { kind: 'started', at: now }).length > 0
}

/** What has to hold of jobs `j` of videos `v` that may run now. */
const mayRun = `v.removed_at IS NULL AND j.state = 'waiting'
  AND (j.next_attempt_at IS NULL OR j.next_attempt_at <= @now OR j.next_attempt_at > @horizon)
  AND j.alone = @alone AND (@stages IS NULL OR j.stage IN (SELECT value FROM json_each(@stages)))
  AND NOT EXISTS (
    SELECT 1 FROM json_each(@dependsOn, '$."' || j.stage || '"') needed
    LEFT JOIN jobs d ON d.video_pk = j.video_pk AND d.stage = needed.value
    WHERE d.state IS NULL OR d.state NOT IN ('done', 'skipped'))`

const runnable = (sql: Sql, input: Parameters<JobStore['runnable']>[0]): readonly JobRecord[] => {
  const { now, limit, dependsOn, stages, alone, first = [] } = input
  const parameters = {
    now,
    limit,
    horizon: new Date(dueHorizonMs(Date.parse(now))).toISOString(),
    dependsOn: JSON.stringify(dependsOn),
    stages: stages === undefined ? null : JSON.stringify(stages),
    alone: alone === true ? 1 : 0,
  }
  const preferred =
    first.length === 0
      ? []
      : sql.all<JobQueryRow>(
          `SELECT ${jobColumns} FROM json_each(@first) wanted CROSS JOIN videos v ON v.id = wanted.value
             CROSS JOIN jobs j ON j.video_pk = v.pk
           WHERE ${mayRun} ORDER BY wanted.key, j.pk LIMIT @limit`,
          { ...parameters, first: JSON.stringify(first) },
        )
  if (input.onlyFirst === true || preferred.length === limit) return preferred.map(toJob)
  const others = sql.all<JobQueryRow>(
    `SELECT ${jobColumns} FROM jobs j JOIN videos v ON v.pk = j.video_pk
     WHERE ${mayRun} ORDER BY ${alone === true ? 'j.deaths, ' : ''}j.pk LIMIT @limit`,
    parameters,
  )
  const known = new Set(preferred.map(({ pk }) => pk))
  return [...preferred, ...others.filter(({ pk }) => !known.has(pk))].slice(0, limit).map(toJob)
}

/** The queue. */
export const createJobQueries = (sql: Sql): Synchronous<JobStore> => ({
  get: (id) => {
    const row = jobById(sql, id)
    return row === undefined ? null : toJob(row)
  },
  list: (query) => listJobs(sql, query),
  ofVideo: (videoId) => readJobs(sql, 'v.id = @videoId AND v.removed_at IS NULL', { videoId }).map(toJob),
  runnable: (input) => runnable(sql, input),
  nextDue: (now) =>
    sql.get<{ due: string | null }>(
      `SELECT MIN(j.next_attempt_at) AS due FROM jobs j JOIN videos v ON v.pk = j.video_pk AND v.removed_at IS NULL
       WHERE j.state = 'waiting' AND j.next_attempt_at > @now`,
      { now },
    )?.due ?? null,
  start: (id, now) => sql.atomically(() => start(sql, id, now)),
  progress: (updates) => {
    sql.atomically(() => {
      for (const { id, ...reading } of updates) {
        applyJobEvent(sql, readJobs(sql, 'j.id = @id', { id }), { kind: 'progressed', ...reading })
      }
    })
  },
  complete: (id, output, now) => sql.atomically(() => complete(sql, id, output, now)),
  finish: (id, end, now) => {
    sql.atomically(() => applyJobEvent(sql, [existingJob(sql, id)], { kind: 'ended', at: now, end }))
  },
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
  work: (since) => tallyWork(sql, since),
  days: (query) => sumDays(sql, query),
})
