import type { StageId } from '../../contract/index.ts'
import { judgeDeath } from '../../domain/jobs/deaths.ts'
import { dueHorizonMs } from '../../domain/jobs/due.ts'
import type { JobStore } from '../../domain/ports/index.ts'
import { assertNever } from '../../domain/result.ts'
import { newId } from '../sqlite/rows.ts'
import type { Sql } from '../sqlite/sql.ts'
import { ensureJobs, refreshVideo } from '../videos/refresh-video.ts'

type Recover = JobStore['recover']
type Stages = Parameters<Recover>[0]

interface RunningRow {
  readonly pk: number
  readonly video_pk: number
  readonly stage: StageId
  readonly deaths: number
  readonly progress: number
}

/** Running jobs go back to waiting, alone where one of them may have ended the process, or are set aside. */
const recoverRunning = (
  sql: Sql,
  stages: Stages,
  now: string,
  blameless: boolean,
): { readonly resumed: number; readonly quarantined: number; readonly videos: ReadonlySet<number> } => {
  const patient = new Set(stages.filter(({ waitsForModel }) => waitsForModel === true).map(({ stage }) => stage))
  const rows = sql.all<RunningRow>(
    "SELECT pk, video_pk, stage, deaths, progress FROM jobs WHERE state = 'running' ORDER BY pk",
  )
  const verdicts = judgeDeath(
    rows.map(({ stage, deaths, progress }) => ({ deaths, hadBegun: !patient.has(stage) || progress > 0 })),
    blameless,
  )
  let lost = 0
  for (const [index, verdict] of verdicts.entries()) {
    const pk = rows[index]?.pk ?? 0
    switch (verdict.kind) {
      case 'again':
        sql.run(
          `UPDATE jobs SET state = 'waiting', attempts = MAX(0, attempts - 1), progress = 0, speed = NULL, eta_ms = NULL
           WHERE pk = @pk`,
          { pk },
        )
        break
      case 'alone':
        sql.run(
          `UPDATE jobs SET state = 'waiting', alone = 1, deaths = @deaths, reason = @reason, progress = 0, speed = NULL,
             eta_ms = NULL WHERE pk = @pk`,
          { pk, deaths: verdict.deaths, reason: JSON.stringify(verdict.reason) },
        )
        break
      case 'quarantined':
        lost += 1
        sql.run(
          `UPDATE jobs SET state = 'failed', alone = 0, deaths = @deaths, reason = @reason, finished_at = @now,
             speed = NULL, eta_ms = NULL WHERE pk = @pk`,
          { pk, now, deaths: verdict.deaths, reason: JSON.stringify(verdict.reason) },
        )
        break
      default:
        assertNever(verdict)
    }
  }
  return { resumed: rows.length - lost, quarantined: lost, videos: new Set(rows.map(({ video_pk }) => video_pk)) }
}

/** The rows of stages that are new, or newer than what ran. */
const renewOutdated = (sql: Sql, stages: Stages, now: string): ReadonlySet<number> => {
  const changed = new Set<number>()
  for (const { stage, version } of stages) {
    const lacking = sql.all<{ pk: number }>(
      'SELECT pk FROM videos v WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE video_pk = v.pk AND stage = @stage)',
      { stage },
    )
    for (const { pk } of lacking) {
      ensureJobs(sql, pk, [{ stage, version }], now, () => newId('j'))
      changed.add(pk)
    }
    const outdated = sql.all<{ video_pk: number }>(
      `UPDATE jobs SET version = @version, state = 'waiting', progress = 0, speed = NULL, eta_ms = NULL, reason = NULL,
         deaths = 0, alone = 0, next_attempt_at = NULL, finished_at = NULL
       WHERE stage = @stage AND version < @version RETURNING video_pk`,
      { stage, version },
    )
    for (const row of outdated) changed.add(row.video_pk)
  }
  return changed
}

/** `JobStore.recover`. */
export const recoverJobs = (
  sql: Sql,
  stages: Stages,
  now: string,
  blameless: boolean,
): { readonly resumed: number; readonly quarantined: number } => {
  const { resumed, quarantined, videos } = recoverRunning(sql, stages, now, blameless)
  // Written under a clock that was ahead.
  sql.run("UPDATE jobs SET next_attempt_at = NULL WHERE state = 'waiting' AND next_attempt_at > @horizon", {
    horizon: new Date(dueHorizonMs(Date.parse(now))).toISOString(),
  })
  for (const videoPk of new Set([...videos, ...renewOutdated(sql, stages, now)])) refreshVideo(sql, videoPk)
  return { resumed, quarantined }
}
