import type { Failure, JobState } from '../contract/index.ts'
import { type JobOutcome, outcomeOfFailure } from '../domain/jobs/outcome.ts'
import { pauseCodeOf } from '../domain/jobs/pause.ts'
import type { Clock } from '../domain/ports/clock.ts'
import type { JobRecord, JobStore, VideoDetailsRecord } from '../domain/ports/index.ts'
import { StoreError } from '../domain/store-error.ts'
import { isoTime } from './clock.ts'
import type { SchedulerEvents } from './scheduler-types.ts'
import { failureOfThrown } from './stage-attempt.ts'

/** How a job ended, not written to the store yet. */
export interface ConcludedJob {
  readonly job: JobRecord
  readonly video: VideoDetailsRecord | null
  readonly outcome: JobOutcome
}

/**
 * Writes to the store how jobs end, and does what follows from it. While the store cannot be written, ends are kept in
 * memory.
 */
export interface Outcomes {
  /** Writes an end. When the store refuses, the end is kept for `flush` and `onFailure` is called. Never rejects. */
  readonly settle: (ended: ConcludedJob) => Promise<void>
  /** Outcomes that are not in the store yet, by the id of the job. */
  readonly unsaved: () => ReadonlyMap<string, JobOutcome>
  /** Replaces the kept outcome of a job; false when none is kept. */
  readonly replace: (jobId: string, outcome: JobOutcome) => boolean
  /** Writes the kept ends in order. Answers the failure that stopped it, or null when all are written. */
  readonly flush: () => Promise<Failure | null>
}

interface Unsaved extends ConcludedJob {
  /** True once the row is written, while what follows from the end may still be missing. */
  written: boolean
}

/** Whether the store says that the job has ended already or no longer exists: then there is nothing to write. */
const isPast = (thrown: unknown): boolean =>
  thrown instanceof StoreError && (thrown.code === 'conflict' || thrown.code === 'not_found')

/**
 * Writes the ends of one scheduler's jobs. `follow` is called after each is written, and ends what depends on the job.
 */
export const createOutcomes = (parts: {
  readonly jobs: Pick<JobStore, 'complete' | 'finish'>
  readonly events: Pick<SchedulerEvents, 'jobChanged' | 'settled' | 'log'>
  readonly clock: Clock
  readonly follow: (ended: ConcludedJob) => Promise<void>
  readonly onWritten: () => void
  readonly onFailure: (failure: Failure) => void
}): Outcomes => {
  const { jobs, events, clock } = parts
  const unsaved = new Map<string, Unsaved>()
  let flushing: Promise<Failure | null> | null = null

  const write = async ({ job, outcome }: ConcludedJob): Promise<void> => {
    const now = isoTime(clock)
    if (outcome.state === 'done') return await jobs.complete(job.id, outcome.output, now)
    if (outcome.state !== 'waiting') return await jobs.finish(job.id, outcome, now)
    const { reason, delayMs, counts } = outcome
    const nextAttemptAt = delayMs === 0 ? null : new Date(clock.now() + delayMs).toISOString()
    await jobs.finish(job.id, { state: 'waiting', reason, nextAttemptAt, counts }, now)
  }

  const announce = async (ended: ConcludedJob): Promise<void> => {
    const { job, video, outcome } = ended
    events.jobChanged(job.id, job.videoId)
    if (outcome.state === 'waiting') return
    const state: JobState = outcome.state
    await events.settled(job, video, state)
    await parts.follow(ended)
  }

  const logFault = (job: JobRecord, thrown: unknown): void =>
    events.log('error', `job ${job.id} (${job.stage}): ${failureOfThrown(thrown).message}`)

  /** Tries to write one end; answers the failure of the store, or null when it is written (or need not be). */
  const attempt = async (entry: Unsaved): Promise<Failure | null> => {
    try {
      if (!entry.written) {
        await write(entry)
        entry.written = true
        if (entry.outcome.state !== 'waiting') parts.onWritten()
      }
    } catch (thrown) {
      const failure = failureOfThrown(thrown)
      if (isPast(thrown)) return drop(entry)
      if (entry.outcome.state === 'done' && pauseCodeOf(failure.code) === null) {
        // The store works, but refuses this result: the job fails, and the work goes on.
        logFault(entry.job, thrown)
        const { attempts } = entry.job
        const failed = { ...entry, outcome: outcomeOfFailure(failure, attempts + 1, clock.random()) }
        if (unsaved.get(entry.job.id) === entry) unsaved.set(entry.job.id, failed)
        return await attempt(failed)
      }
      return keep(entry, failure)
    }
    try {
      await announce(entry)
    } catch (thrown) {
      const failure = failureOfThrown(thrown)
      if (pauseCodeOf(failure.code) !== null) return keep(entry, failure)
      logFault(entry.job, thrown)
    }
    return forget(entry)
  }

  const forget = (entry: Unsaved): null => {
    // While it was being written a person may have replaced the outcome (`replace`): then the new one is kept.
    if (unsaved.get(entry.job.id) === entry) unsaved.delete(entry.job.id)
    return null
  }
  const drop = (entry: Unsaved): null => {
    events.jobChanged(entry.job.id, entry.job.videoId)
    return forget(entry)
  }
  const keep = (entry: Unsaved, failure: Failure): Failure => {
    const { id } = entry.job
    if (unsaved.get(id) === undefined) unsaved.set(id, entry)
    return failure
  }

  const flushAll = async (): Promise<Failure | null> => {
    for (const entry of [...unsaved.values()]) {
      const failure = await attempt(entry)
      if (failure !== null) return failure
    }
    return null
  }

  return {
    settle: async (ended) => {
      const failure = await attempt({ ...ended, written: false })
      if (failure === null) return
      events.jobChanged(ended.job.id, ended.job.videoId)
      parts.onFailure(failure)
    },
    unsaved: () =>
      new Map([...unsaved].flatMap(([id, { outcome, written }]) => (written ? [] : [[id, outcome] as const]))),
    replace: (jobId, outcome) => {
      const entry = unsaved.get(jobId)
      if (entry === undefined || entry.written) return false
      unsaved.set(jobId, { ...entry, outcome })
      events.jobChanged(jobId, entry.job.videoId)
      return true
    },
    flush: () => {
      flushing ??= flushAll().finally(() => {
        flushing = null
      })
      return flushing
    },
  }
}
