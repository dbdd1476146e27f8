import type { Failure, Problem, Settings, StageId } from '../contract/index.ts'
import type {
  EmbeddingPort,
  FacesPort,
  GrowingFilmstrip,
  JobRecord,
  MediaLimits,
  MediaPort,
  MediaProgress,
  ProbeResult,
  ScreenTextPort,
  SpeechPort,
  StageOutput,
  StorePort,
  VideoDetailsRecord,
} from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'

/**
 * What one attempt of a stage is given. `signal` aborts when the job is cancelled, at a limit, and when the app closes.
 */
export interface StageTask {
  readonly job: JobRecord
  readonly video: VideoDetailsRecord
  readonly settings: Settings
  readonly limits: MediaLimits
  readonly signal: AbortSignal
  /** Reports progress; may be called at any rate. */
  readonly report: (progress: MediaProgress) => void
}

/** How an attempt ends when it does not fail. */
export type StageOutcome =
  | { readonly kind: 'done'; readonly output: StageOutput }
  | { readonly kind: 'skipped'; readonly reason: Problem }

/** Runs one attempt of a stage. Its output and the job's new state are written in one transaction. */
export type RunStage = (task: StageTask) => Promise<Result<StageOutcome>>

/**
 * A stage as the scheduler runs it. The store keeps a job per (video, stage) with the stage's version; on start,
 * `recover` queues jobs that are missing or of an older version. So a new stage, or a new version, is worked on like
 * interrupted work.
 */
export interface Stage {
  readonly id: StageId
  /** Raise it when the output changes: then every video runs this stage again. */
  readonly version: number
  readonly dependsOn: readonly StageId[]
  /** Name of the resource whose slots limit how many jobs of this stage run at a time. */
  readonly resource: string
  /**
   * Set when the stage waits for models: the time limits of the settings are for reading files, and runners have their
   * own.
   */
  readonly limitedByRunner?: true
  /** Set when it takes a moment and shows something at once: long work waits a while for it. */
  readonly isShort?: true
  readonly run: RunStage
}

/** What the built-in stages work with. */
export interface StageParts {
  readonly media: MediaPort
  readonly store: Pick<StorePort, 'scenes' | 'captions' | 'vectors' | 'transcripts' | 'screenTexts' | 'people' | 'jobs'>
  readonly embedding: EmbeddingPort
  readonly speech: SpeechPort
  readonly screenText: ScreenTextPort
  readonly faces: FacesPort
  /** Lends the path of a file that is needed for a moment; it is deleted when the work has ended. */
  readonly withTemporaryFile: <Value>(work: (path: string) => Promise<Value>) => Promise<Value>
  /** Path of a file that exists and still has the video's content; fails when there is none. */
  readonly locate: (task: StageTask) => Promise<Result<string>>
  /** Why a file that is a part of a camera's take is a film of its own; null for all others. */
  readonly whyApart: (path: string, signal: AbortSignal) => Promise<Problem | null>
  readonly contentFolder: (contentId: string) => string
  /** Told of the filmstrip of an analysis that goes on; null when it has ended. */
  readonly filmstripGrew: (contentId: string, strip: GrowingFilmstrip | null) => void
  /** One more place to look for captions of a video: beside this path. */
  readonly captionPlace: (video: VideoDetailsRecord) => string
  /** Path of the file with the sampled frames of a content; null when it is missing or shorter than `bytes`. */
  readonly framePack: (contentId: string, bytes: number) => Promise<string | null>
  /** Call this after vectors were added: spaces that are complete now become active. */
  readonly activateCompleteSpaces: () => Promise<void>
}

/** Makes a stage's run from what the built-in stages work with. */
export type StageOf = (parts: StageParts) => RunStage

/** The stage needs the result of the `probe` stage, which is not there. */
export const notProbed: Failure = {
  code: 'not_probed',
  message: 'The file has not been examined yet.',
  remedy: 'Retry the examination of the file first.',
}

/** A video's file that can be opened now, and the result of its probe. */
export interface ProbedFile {
  readonly path: string
  readonly probe: ProbeResult
}

/** Finds the file of a task's video; fails when it is missing or was not probed yet. */
export const probedFileOf = async (parts: StageParts, task: StageTask): Promise<Result<ProbedFile>> => {
  const probe = task.video.probe
  if (probe === null) return err(notProbed)
  const path = await parts.locate(task)
  return path.ok ? ok({ path: path.value, probe }) : path
}
