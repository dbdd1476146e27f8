import { judgeDeath } from '../../domain/jobs/deaths.ts'
import { dueHorizonMs } from '../../domain/jobs/due.ts'
import type { JobStore } from '../../domain/ports/index.ts'
import type { Sql } from '../sqlite/sql.ts'
import { refreshVideo } from '../videos/refresh-video.ts'
import { applyJobEvent } from './apply-event.ts'
import { ensureJobs, readJobs } from './job-rows.ts'

type Recover = JobStore['recover']
type Stages = Parameters<Recover>[0]
type Recovered = Awaited<ReturnType<Recover>>

/** Running jobs go back to waiting, alone where one of them may have ended the process, or are set aside. */
const recoverRunning = (sql: Sql, stages: Stages, now: string, blameless: boolean): Recovered => {
  const waitsForModel = new Set(stages.filter((stage) => stage.waitsForModel === true).map(({ stage }) => stage))
  const rows = readJobs(sql, "j.state = 'running'", {})
  const verdicts = judgeDeath(
    rows.map(({ stage, deaths, progress }) => ({ deaths, hadBegun: !waitsForModel.has(stage) || progress > 0 })),
    blameless,
  )
  for (const [index, row] of rows.entries()) {
    applyJobEvent(sql, [row], { kind: 'interrupted', at: now, verdict: verdicts[index] ?? { kind: 'again' } })
  }
  const quarantined = verdicts.filter(({ kind }) => kind === 'quarantined').length
  return { resumed: rows.length - quarantined, quarantined }
}

/** Creates the rows of stages that are new, and queues those of stages that are newer than what ran. */
const followStages = (sql: Sql, stages: Stages, now: string): void => {
  for (const { stage, version } of stages) {
    const lacking = sql.all<{ pk: number }>(
      'SELECT pk FROM videos v WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE video_pk = v.pk AND stage = @stage)',
      { stage },
    )
    for (const { pk } of lacking) {
      ensureJobs(sql, pk, [{ stage, version }], now)
      refreshVideo(sql, pk)
    }
    const outdated = readJobs(sql, 'j.stage = @stage AND j.version < @version', { stage, version })
    applyJobEvent(sql, outdated, { kind: 'stage-updated', version })
  }
}

/** `JobStore.recover`. */
export const recoverJobs = (sql: Sql, stages: Stages, now: string, blameless: boolean): Recovered => {
  const recovered = recoverRunning(sql, stages, now, blameless)
  const horizon = new Date(dueHorizonMs(Date.parse(now))).toISOString()
  const ahead = readJobs(sql, "j.state = 'waiting' AND j.next_attempt_at > @horizon", { horizon })
  applyJobEvent(sql, ahead, { kind: 'clock-checked', horizon })
  followStages(sql, stages, now)
  return recovered
}
