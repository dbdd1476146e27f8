import type { Problem } from '../contract/index.ts'
import { dependentsOf } from '../domain/jobs/dependents.ts'
import { pages } from '../domain/pages.ts'
import type { Clock } from '../domain/ports/clock.ts'
import type { JobRecord, JobStore } from '../domain/ports/index.ts'
import { isoTime } from './clock.ts'
import type { SchedulerEvents } from './scheduler-types.ts'
import type { Stage } from './stage.ts'

/**
 * Ends the jobs that wait for a job that failed or was cancelled, since they could never start. Each gets the reason.
 */
export interface Dependents {
  readonly settle: (job: JobRecord, end: 'failed' | 'cancelled', reason: Problem) => Promise<void>
  /** Does this for jobs that an earlier process left waiting. Stops early when `goesOn` answers false. */
  readonly settleLeft: (goesOn: () => boolean) => Promise<void>
}

/** Ends dependents in one queue. A job that runs already (`isRunning`) is left alone. */
export const createDependents = (parts: {
  readonly jobs: Pick<JobStore, 'list' | 'ofVideo' | 'finish'>
  readonly stages: readonly Stage[]
  readonly events: Pick<SchedulerEvents, 'jobChanged' | 'settled'>
  readonly clock: Clock
  readonly isRunning: (jobId: string) => boolean
}): Dependents => {
  const { jobs, stages, events, clock } = parts
  const known = new Set<string>(stages.map(({ id }) => id))

  const settle: Dependents['settle'] = async (job, end, reason) => {
    const behind = new Set<string>(dependentsOf(stages, job.stage).map((stage) => stage.id))
    if (behind.size === 0) return
    for (const dependent of await jobs.ofVideo(job.videoId)) {
      if (dependent.state !== 'waiting' || !behind.has(dependent.stage) || parts.isRunning(dependent.id)) continue
      const why = { code: 'dependency_failed', message: `The stage “${job.stage}” before it failed: ${reason.message}` }
      const state = end === 'failed' ? 'skipped' : 'cancelled'
      await jobs.finish(dependent.id, { state, reason: end === 'failed' ? why : reason }, isoTime(clock))
      events.jobChanged(dependent.id, dependent.videoId)
      await events.settled(dependent, null, state)
    }
  }

  return {
    settle,
    settleLeft: async (goesOn) => {
      for (const end of ['failed', 'cancelled'] as const) {
        for await (const ended of pages((position) => jobs.list({ state: end, limit: 500, ...position }))) {
          for (const job of ended.filter(({ stage }) => known.has(stage))) {
            await settle(job, end, job.reason ?? { code: end, message: `It was ${end}.` })
          }
          if (!goesOn()) return
        }
      }
    },
  }
}
