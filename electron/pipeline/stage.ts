import type { Problem, Settings, StageId } from '../contract/index.ts'
import type { JobRecord, MediaLimits, MediaProgress, StageOutput, VideoDetailsRecord } from '../domain/ports/index.ts'
import type { Result } from '../domain/result.ts'

/** What one attempt of a stage gets. `signal` aborts at cancel, at a limit and at shutdown. */
export interface StageTask {
  readonly job: JobRecord
  readonly video: VideoDetailsRecord
  readonly settings: Settings
  readonly limits: MediaLimits
  readonly signal: AbortSignal
  /** May be called as often as it likes. */
  readonly report: (progress: MediaProgress) => void
}

/** How an attempt ends when it does not fail. */
export type StageOutcome =
  | { readonly kind: 'done'; readonly output: StageOutput }
  | { readonly kind: 'skipped'; readonly reason: Problem }

/**
 * A stage as data. Its missing work is the job rows that the store keeps per (video, stage, version): `recover` creates
 * those that are missing or older than `version`, so a new stage or version resumes like an interrupted one.
 */
export interface Stage {
  readonly id: StageId
  /** Raise it when the output changes: every video runs this stage again. */
  readonly version: number
  readonly dependsOn: readonly StageId[]
  /** What it uses up while it runs; the scheduler counts slots by this name. */
  readonly resource: string
  /** The settings' limits are for reading files; this stage waits for models, which are held to deadlines elsewhere. */
  readonly limitedByRunner?: true
  readonly run: (task: StageTask) => Promise<Result<StageOutcome>>
}
