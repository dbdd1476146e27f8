import type { Failure, Problem, Settings, StageId } from '../contract/index.ts'
import type {
  EmbeddingPort,
  JobRecord,
  MediaLimits,
  MediaPort,
  MediaProgress,
  ProbeResult,
  StageOutput,
  StorePort,
  VideoDetailsRecord,
} from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'

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

/** Runs one attempt of a stage. What it leaves in its output is committed together with the job's state. */
export type RunStage = (task: StageTask) => Promise<Result<StageOutcome>>

/**
 * A stage as the scheduler takes it. Its missing work is the job rows that the store keeps per (video, stage, version):
 * `recover` creates those that are missing or older than `version`, so a new stage or version resumes like an
 * interrupted one.
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
  readonly run: RunStage
}

/** What the built-in stages work with. */
export interface StageParts {
  readonly media: MediaPort
  readonly store: Pick<StorePort, 'scenes' | 'captions' | 'vectors'>
  readonly embedding: EmbeddingPort
  /** A location of the video's file that exists and still has its content. */
  readonly locate: (task: StageTask) => Promise<Result<string>>
  readonly contentFolder: (contentId: string) => string
  /** File that holds the sampled frames of a content; null when it is not there or shorter than this. */
  readonly framePack: (contentId: string, bytes: number) => Promise<string | null>
  /** Vectors were added: spaces that are complete now take over. */
  readonly activateCompleteSpaces: () => Promise<void>
}

/** The implementation of a stage. */
export type StageOf = (parts: StageParts) => RunStage

/** The examination of the file comes first. */
export const notProbed: Failure = {
  code: 'not_probed',
  message: 'The file has not been examined yet.',
  remedy: 'Retry the examination of the file first.',
}

/** A file that can be read, and what its examination found in it. */
export interface ProbedFile {
  readonly path: string
  readonly probe: ProbeResult
}

/** Where the file of a task's video lies, and what is in it. */
export const probedFileOf = async (parts: StageParts, task: StageTask): Promise<Result<ProbedFile>> => {
  const probe = task.video.probe
  if (probe === null) return err(notProbed)
  const path = await parts.locate(task)
  return path.ok ? ok({ path: path.value, probe }) : path
}
