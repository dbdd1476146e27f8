import type { Problem } from '../contract/index.ts'
import { dependentsOf } from '../domain/jobs/dependents.ts'
import { pages } from '../domain/pages.ts'
import type { Clock } from '../domain/ports/clock.ts'
import type { JobRecord, JobStore } from '../domain/ports/index.ts'
import { isoTime } from './clock.ts'
import type { SchedulerEvents } from './scheduler-types.ts'
import type { Stage } from './stage.ts'

/** Jobs that wait for one that will not be done get the reason instead of waiting for ever. */
export interface Dependents {
  readonly settle: (job: JobRecord, end: 'failed' | 'cancelled', reason: Problem) => Promise<void>
  /** Those that an earlier process left waiting; stops when `goesOn` says so. */
  readonly settleLeft: (goesOn: () => boolean) => Promise<void>
}

/** The dependents of one queue. */
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
