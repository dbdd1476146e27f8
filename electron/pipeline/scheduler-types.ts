import type { JobState, Problem, Settings } from '../contract/index.ts'
import type { JobOutcome } from '../domain/jobs/outcome.ts'
import type { Pause } from '../domain/jobs/pause.ts'
import type { ProgressReading } from '../domain/jobs/progress-meter.ts'
import type { Clock } from '../domain/ports/clock.ts'
import type { JobRecord, JobStore, VideoDetailsRecord } from '../domain/ports/index.ts'
import type { Stage } from './stage.ts'

/** What the scheduler tells the rest of the core. */
export interface SchedulerEvents {
  /** A job row changed state. */
  readonly jobChanged: (jobId: string, videoId: string) => void
  /** Running jobs moved on; at most ten times a second for all of them together. */
  readonly progressed: (jobs: readonly { readonly jobId: string; readonly videoId: string }[]) => void
  /** A job settled: its row and its video are as they will stay. */
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
  /** Slots of a resource; asked again whenever work is handed out. */
  readonly slots: (resource: string, settings: Settings) => number
  readonly events: SchedulerEvents
  readonly clock: Clock
  /** Free space of the disk that results are written to; null where it cannot be measured. */
  readonly freeBytes: () => Promise<number | null>
  /** The process before this one stopped as it should, or went down with the machine: no job can have ended it. */
  readonly blameless: boolean
  /** How long a stopped stage may take to obey, default 1,800 ms. */
  readonly graceMs?: number
}

/** Hands out work and sees every job to its end. */
export interface Scheduler {
  /** Takes over what an earlier process left and begins to hand out work; while the store cannot be written, later. */
  readonly start: () => Promise<{ readonly resumed: number; readonly quarantined: number }>
  /** New work may be there. */
  readonly wake: () => void
  readonly progressOf: (jobId: string) => ProgressReading | null
  /** Why no work is handed out; null while it is. */
  readonly pause: () => Pause | null
  /** How jobs ended whose rows could not be written yet, by id. */
  readonly unsaved: () => ReadonlyMap<string, JobOutcome>
  /** False when it had already settled, null when there is no such job. Resolves when the job is cancelled, within 2 s. */
  readonly cancel: (jobId: string, reason?: Problem) => Promise<boolean | null>
  /** As `JobStore.retry`; also for a job whose end could not be written yet. */
  readonly retry: (jobId: string) => Promise<boolean | null>
  /** Runs one stage of a video again; when it runs now, once more after it. */
  readonly rerun: (videoId: string, stage: string) => Promise<void>
  /** Resolves when no job is waiting or running. */
  readonly idle: (signal: AbortSignal) => Promise<void>
  /** Stops what runs; it waits for the next start. Within 2 s. */
  readonly close: () => Promise<void>
}
