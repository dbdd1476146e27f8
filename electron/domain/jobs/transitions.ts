import type { Failure, JobState, Problem } from '../../contract/index.ts'
import { assertNever, err, ok, type Result } from '../result.ts'
import type { DeathVerdict } from './deaths.ts'

/** The part of a job that events change. Times are ISO 8601, UTC. */
export interface JobStatus {
  /** Version of the stage that it ran, or is to run. */
  readonly version: number
  readonly state: JobState
  /** 0…1. */
  readonly progress: number
  /** Media time over wall time; null when it does not run or that is not known yet. */
  readonly speed: number | null
  readonly etaMs: number | null
  /** Attempts since it was queued; `maxAttempts` of them make a failure final. */
  readonly attempts: number
  /** Times the whole process died while this job was the only one at work; `maxDeaths` quarantine it. */
  readonly deaths: number
  /** Whether nothing may run beside it, because it may have ended the process (`judgeDeath`). */
  readonly alone: boolean
  /** Why it was skipped, failed or cancelled, why it waits, or what is missing of a job that is done. */
  readonly reason: Failure | Problem | null
  /** Warnings of its last completed run. */
  readonly warnings: readonly Problem[]
  /** Null: it may run as soon as the stages before it have ended. */
  readonly nextAttemptAt: string | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

/** How a job ends, or waits for another attempt, when it did not complete. */
export type JobEnd =
  | { readonly state: 'skipped'; readonly reason: Problem }
  | { readonly state: 'failed'; readonly reason: Failure }
  | { readonly state: 'cancelled'; readonly reason: Problem }
  | {
      readonly state: 'waiting'
      readonly reason: Failure
      /** Null: at once. */
      readonly nextAttemptAt: string | null
      /** Whether it counts as an attempt; false when the job had no part in its end. */
      readonly counts: boolean
    }

/** What can happen to a job; `at` is when. */
export type JobEvent =
  | { readonly kind: 'started'; readonly at: string }
  | {
      readonly kind: 'progressed'
      readonly progress: number
      readonly speed: number | null
      readonly etaMs: number | null
    }
  | { readonly kind: 'completed'; readonly at: string; readonly warnings: readonly Problem[] }
  | { readonly kind: 'ended'; readonly at: string; readonly end: JobEnd }
  /** The process ended while the job was under way. */
  | { readonly kind: 'interrupted'; readonly at: string; readonly verdict: DeathVerdict }
  /** A person retries it: it runs as soon as possible. */
  | { readonly kind: 'retried' }
  /** A stage that it depends on was retried. */
  | { readonly kind: 'dependency-retried' }
  /** Its output or its input is missing or has changed. */
  | { readonly kind: 'requeued' }
  /** The stage has this version now. */
  | { readonly kind: 'stage-updated'; readonly version: number }
  /** The file of the video has another content. */
  | { readonly kind: 'content-replaced' }
  /** The video, which was removed at this time, is back in the library. */
  | { readonly kind: 'video-restored'; readonly removedAt: string }
  /** A job that waits for a time after `horizon` was written before the clock was set back: it waits no longer. */
  | { readonly kind: 'clock-checked'; readonly horizon: string }

/** A waiting job as if it had never run. The output of the last run stays until the next one completes. */
const reset = (job: JobStatus): JobStatus => ({
  ...job,
  state: 'waiting',
  progress: 0,
  speed: null,
  etaMs: null,
  attempts: 0,
  deaths: 0,
  alone: false,
  reason: null,
  nextAttemptAt: null,
  finishedAt: null,
})

/** Whether a job in this state has ended, and stays so until it is requeued or retried. */
export const isSettled = (state: JobState): boolean => state !== 'waiting' && state !== 'running'

const stopped = { speed: null, etaMs: null } as const

/** The reason shown with a job that is done only in part. */
const reasonOfWarnings = (warnings: readonly Problem[]): Problem | null => {
  const [first] = warnings
  return first === undefined ? null : { code: first.code, message: warnings.map(({ message }) => message).join(' ') }
}

const ended = (job: JobStatus, at: string, end: JobEnd): JobStatus => {
  const { reason } = end
  if (end.state !== 'waiting') {
    const progress = end.state === 'skipped' ? 1 : job.progress
    return { ...job, ...stopped, state: end.state, reason, progress, alone: false, nextAttemptAt: null, finishedAt: at }
  }
  const takenBack = job.state === 'running' && !end.counts ? 1 : 0
  return {
    ...job,
    ...stopped,
    state: 'waiting',
    reason,
    progress: 0,
    attempts: Math.max(0, job.attempts - takenBack),
    nextAttemptAt: end.nextAttemptAt,
    finishedAt: null,
  }
}

const interrupted = (job: JobStatus, at: string, verdict: DeathVerdict): JobStatus => {
  const waiting = { ...job, ...stopped, state: 'waiting', progress: 0 } as const
  switch (verdict.kind) {
    case 'again':
      return { ...waiting, attempts: Math.max(0, job.attempts - 1) }
    case 'alone':
      return { ...waiting, alone: true, deaths: verdict.deaths, reason: verdict.reason }
    case 'quarantined':
      return {
        ...job,
        ...stopped,
        state: 'failed',
        alone: false,
        deaths: verdict.deaths,
        reason: verdict.reason,
        finishedAt: at,
      }
    default:
      return assertNever(verdict)
  }
}

/** Whether a removal of the video stopped the job: then it continues when the video is restored. */
const wasStoppedByRemoval = ({ state, reason, finishedAt }: JobStatus, removedAt: string): boolean =>
  state === 'cancelled' &&
  (reason?.code === 'removed' || reason?.code === 'video_removed' || (finishedAt !== null && finishedAt >= removedAt))

/** The status after an event; null when the event cannot happen to such a job, or does not concern it. */
const after = (job: JobStatus, event: JobEvent): JobStatus | null => {
  switch (event.kind) {
    case 'started':
      return job.state === 'waiting'
        ? {
            ...job,
            ...stopped,
            state: 'running',
            progress: 0,
            attempts: job.attempts + 1,
            reason: null,
            nextAttemptAt: null,
            startedAt: event.at,
            finishedAt: null,
          }
        : null
    case 'progressed': {
      if (job.state !== 'running') return null
      const { progress, speed, etaMs } = event
      return {
        ...job,
        progress: Math.min(1, Math.max(0, progress)),
        speed,
        etaMs: etaMs === null ? null : Math.round(etaMs),
      }
    }
    case 'completed':
      return job.state === 'running'
        ? {
            ...job,
            ...stopped,
            state: 'done',
            progress: 1,
            deaths: 0,
            alone: false,
            reason: reasonOfWarnings(event.warnings),
            warnings: event.warnings,
            nextAttemptAt: null,
            finishedAt: event.at,
          }
        : null
    case 'ended':
      return isSettled(job.state) ? null : ended(job, event.at, event.end)
    case 'interrupted':
      return job.state === 'running' ? interrupted(job, event.at, event.verdict) : null
    case 'retried':
      return job.state === 'running' ? null : reset(job)
    case 'dependency-retried':
      return isSettled(job.state) && job.state !== 'done' ? reset(job) : null
    case 'requeued':
      return isSettled(job.state) ? reset(job) : null
    case 'stage-updated':
      return job.version < event.version ? { ...reset(job), version: event.version } : null
    case 'content-replaced':
      return { ...reset(job), warnings: [], startedAt: null }
    case 'video-restored':
      return wasStoppedByRemoval(job, event.removedAt) ? reset(job) : null
    case 'clock-checked':
      return job.state === 'waiting' && job.nextAttemptAt !== null && job.nextAttemptAt > event.horizon
        ? { ...job, nextAttemptAt: null }
        : null
    default:
      return assertNever(event)
  }
}

/**
 * The state machine of all jobs: the status after an event, or the failure `conflict` where the event cannot happen in
 * the job's state. All transitions are decided here; stores only write the result.
 */
export const nextJobStatus = (job: JobStatus, event: JobEvent): Result<JobStatus> => {
  const next = after(job, event)
  if (next !== null) return ok(next)
  if (event.kind === 'completed') {
    return err({
      code: 'conflict',
      message: `The job is ${job.state}, so its result was dropped.`,
      remedy: 'Retry the job.',
    })
  }
  return err({
    code: 'conflict',
    message: `A job that is ${job.state} cannot be ${event.kind}.`,
    remedy: job.state === 'running' ? 'Cancel it first.' : 'Reload the list of jobs.',
  })
}
