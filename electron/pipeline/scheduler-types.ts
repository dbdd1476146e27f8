import type { JobState, Problem, Settings } from '../contract/index.ts'
import type { Attention } from '../domain/jobs/attention.ts'
import type { JobOutcome } from '../domain/jobs/outcome.ts'
import type { Pause } from '../domain/jobs/pause.ts'
import type { ProgressReading } from '../domain/jobs/progress-meter.ts'
import type { Clock } from '../domain/ports/clock.ts'
import type { JobRecord, JobStore, VideoDetailsRecord } from '../domain/ports/index.ts'
import type { Stage } from './stage.ts'

/** What the scheduler reports to the rest of the core. */
export interface SchedulerEvents {
  /** A job row changed state. */
  readonly jobChanged: (jobId: string, videoId: string) => void
  /** Running jobs made progress; called at most ten times a second, with all of them together. */
  readonly progressed: (jobs: readonly { readonly jobId: string; readonly videoId: string }[]) => void
  /** A job has ended for good. Awaited, so what follows from it is done before the scheduler counts as idle. */
  readonly settled: (job: JobRecord, video: VideoDetailsRecord | null, state: JobState) => Promise<void>
  /** Work was paused, goes on, or is paused for another reason (`Scheduler.pause`). */
  readonly pauseChanged: () => void
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void
}

/** What the scheduler works with. */
export interface SchedulerParts {
  readonly jobs: JobStore
  readonly video: (id: string) => Promise<VideoDetailsRecord | null>
  readonly settings: () => Promise<Settings>
  readonly stages: readonly Stage[]
  /** How many jobs may use a resource at a time; asked whenever jobs are started, so changed settings apply at once. */
  readonly slots: (resource: string, settings: Settings) => number
  /** What people look at now; asked whenever jobs are started. Default: nothing. */
  readonly attention?: () => Attention
  readonly events: SchedulerEvents
  readonly clock: Clock
  /** Free space of the disk that results are written to; null where it cannot be measured. */
  readonly freeBytes: () => Promise<number | null>
  /** True when the last process stopped in order or the machine went down, so that no job can have crashed it. */
  readonly blameless: boolean
  /** How long a stage may take to stop when its signal aborts, in ms; 1,800 by default. */
  readonly graceMs?: number
}

/** Runs the jobs of all videos, and writes how each of them ended. */
export interface Scheduler {
  /**
   * Takes over the jobs that an earlier process left running, then starts work. While the store cannot be written, this
   * is done later.
   */
  readonly start: () => Promise<{ readonly resumed: number; readonly quarantined: number }>
  /** Takes over such jobs without starting work. Rejects while the store cannot be written. */
  readonly takeOver: () => Promise<{ readonly resumed: number; readonly quarantined: number }>
  /** Call this when there may be new work. */
  readonly wake: () => void
  readonly progressOf: (jobId: string) => ProgressReading | null
  /** Why no jobs are started; null while they are. */
  readonly pause: () => Pause | null
  /** How jobs ended whose rows could not be written yet, by the job's id. */
  readonly unsaved: () => ReadonlyMap<string, JobOutcome>
  /**
   * Cancels a job; resolves within 2 s, when it has stopped. False when it had ended already, null when there is no
   * such job.
   */
  readonly cancel: (jobId: string, reason?: Problem) => Promise<boolean | null>
  /** As `JobStore.retry`; also for a job whose end could not be written yet. */
  readonly retry: (jobId: string) => Promise<boolean | null>
  /** Runs one stage of a video again; if it is running now, it runs once more afterwards. */
  readonly rerun: (videoId: string, stage: string) => Promise<void>
  /** Resolves when no job is waiting or running. */
  readonly idle: (signal: AbortSignal) => Promise<void>
  /** Stops the running jobs within 2 s. They wait for the next start. */
  readonly close: () => Promise<void>
}
