import type { JobDaySum, JobState, ListJobsQuery, Page, Problem, StageId } from '../../contract/index.ts'
import type { JobEnd, JobStatus } from '../jobs/transitions.ts'
import type { WorkTally } from '../jobs/work-left.ts'
import type { ProbeResult } from './media-call.ts'
import type { AnalysisResult, CaptionsResult } from './media-port.ts'
import type { FaceModel } from './people-port.ts'
import type { FinishedScreenText } from './screen-text-port.ts'
import type { FinishedTranscript } from './transcript-port.ts'

/** A job row: one stage of one video. Unique per (video, stage). */
export interface JobRecord extends Omit<JobStatus, 'warnings'> {
  readonly id: string
  readonly videoId: string
  readonly videoTitle: string
  readonly stage: StageId
  readonly createdAt: string
}

/** What a finished stage leaves behind; committed together with the job's state. */
export type StageOutput =
  | { readonly stage: 'probe'; readonly probe: ProbeResult }
  | { readonly stage: 'analyse'; readonly analysis: AnalysisResult }
  | { readonly stage: 'captions'; readonly captions: CaptionsResult }
  /** Where about the picture in `first-poster.jpg` was taken, in ms of film time. */
  | { readonly stage: 'poster'; readonly timeMs: number }
  | {
      readonly stage: 'transcribe'
      readonly transcripts: readonly FinishedTranscript[]
      readonly warnings: readonly Problem[]
    }
  | { readonly stage: 'read-text'; readonly screenText: FinishedScreenText; readonly warnings: readonly Problem[] }
  /** All frames were looked at by this model. */
  | { readonly stage: 'find-faces'; readonly model: FaceModel; readonly warnings: readonly Problem[] }
  /** Loudness in LUFS by scene id; scenes that are not named have none. */
  | { readonly stage: 'loudness'; readonly loudness: ReadonlyMap<string, number> }
  /**
   * The others write what they make as it comes (`VectorStore` …), so that a stop loses nothing; what is left is what
   * went wrong.
   */
  | {
      readonly stage: Exclude<
        StageId,
        'transcribe' | 'read-text' | 'find-faces' | 'probe' | 'poster' | 'analyse' | 'captions' | 'loudness'
      >
      readonly warnings: readonly Problem[]
    }

/**
 * The queue. Every transition is one atomic method, and is what the job machine (`nextJobStatus`) makes of the row; a
 * row that the machine refuses stays as it is.
 */
export interface JobStore {
  readonly get: (id: string) => Promise<JobRecord | null>
  /**
   * Jobs of videos that are not removed: running, then waiting in the order they run in, those of the videos `first` before
   * all others, then ended, newest first.
   */
  readonly list: (query: ListJobsQuery & { readonly first?: readonly string[] }) => Promise<Page<JobRecord>>
  /** All jobs of a video, in the order in which they were made; none when it is removed or unknown. */
  readonly ofVideo: (videoId: string) => Promise<readonly JobRecord[]>
  /**
   * Jobs that may run now: waiting, due (`isDue`), dependencies done or skipped. Those of the videos `first` come first, in
   * that order; the others follow, oldest first.
   */
  readonly runnable: (input: {
    readonly now: string
    readonly limit: number
    readonly dependsOn: Readonly<Record<StageId, readonly StageId[]>>
    /** Only jobs of these stages (those whose resource has a free slot); absent: all. */
    readonly stages?: readonly StageId[]
    /** Only jobs that have to run alone (`JobRecord.alone`), those with the fewest deaths first. */
    readonly alone?: true
    /** Ids of videos; a few hundred at most. */
    readonly first?: readonly string[]
    /** Only jobs of the videos `first`. */
    readonly onlyFirst?: boolean
  }) => Promise<readonly JobRecord[]>
  /** Earliest `nextAttemptAt` after `now` of a waiting job; null when none waits for a time. */
  readonly nextDue: (now: string) => Promise<string | null>
  /** waiting → running; attempts + 1. False when another took it or it was cancelled. */
  readonly start: (id: string, now: string) => Promise<boolean>
  readonly progress: (
    updates: readonly {
      readonly id: string
      readonly progress: number
      readonly speed: number | null
      readonly etaMs: number | null
    }[],
  ) => Promise<void>
  /** Result and state `done` in one transaction; re-running replaces, never doubles. */
  readonly complete: (id: string, output: StageOutput, now: string) => Promise<void>
  /** Ends or postpones a job that is waiting or running; one that has ended stays as it ended. Throws `not_found`. */
  readonly finish: (id: string, end: JobEnd, now: string) => Promise<void>
  /**
   * A person asks for a job: it runs as soon as it can, as if it had never run. One that waits for its next attempt
   * waits no longer. With it come the stages that depend on it, where they ended without being done. False when it
   * runs; null when there is no such job.
   */
  readonly retry: (id: string, dependents: readonly StageId[]) => Promise<boolean | null>
  /**
   * At start: running → waiting as `judgeDeath` decides (failed with code `quarantined` after `maxDeaths`), forgets times
   * that were written under a clock set back since, and creates the job rows that are missing or whose stage version is
   * older. `waitsForModel`: a job of the stage without progress did nothing yet. `blameless`: no job can have ended the
   * process before this one.
   */
  readonly recover: (
    stages: readonly { readonly stage: StageId; readonly version: number; readonly waitsForModel?: boolean }[],
    now: string,
    blameless: boolean,
  ) => Promise<{ readonly resumed: number; readonly quarantined: number }>
  /** Lets a stage of these videos run again where it has ended; one that runs or waits is left alone. Answers how many. */
  readonly requeue: (stage: StageId, videoIds: readonly string[]) => Promise<number>
  readonly counts: () => Promise<Readonly<Record<JobState, number>>>
  /** Work on videos: what is left of it, and what has ended since a time (ISO 8601). */
  readonly work: (since: string) => Promise<WorkTally>
  /** Jobs that ended, by day, newest day first, of the newest `days` days; a day begins `utcOffsetMinutes` before UTC's. */
  readonly days: (query: { readonly utcOffsetMinutes: number; readonly days: number }) => Promise<readonly JobDaySum[]>
}
