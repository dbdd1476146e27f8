import type {
  AnsweredReplaced,
  AnswerReplaced,
  DismissedProblems,
  ImportProblem,
  Job,
  JobDaySum,
  JobSummaryQuery,
  LeftOut,
  ListJobsQuery,
  NeedsYou,
  Page,
  PageQuery,
} from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { Result } from '../../domain/result.ts'

/** What runs, waits and has ended. */
export interface CoreJobs {
  readonly list: (query: ListJobsQuery) => Promise<Page<Job>>
  readonly summary: (query: JobSummaryQuery) => Promise<readonly JobDaySum[]>
  readonly get: (id: string) => Promise<Result<Job, ApiFailure>>
  readonly retry: (id: string) => Promise<Result<Job, ApiFailure>>
  readonly cancel: (id: string) => Promise<Result<Job, ApiFailure>>
  /** Resolves when no job is waiting or running. */
  readonly idle: (signal: AbortSignal) => Promise<void>
}

/** Files that could not be imported. */
export interface CoreImportProblems {
  readonly list: (page: PageQuery) => Promise<Page<ImportProblem>>
  readonly dismiss: (id: string) => Promise<Result<null, ApiFailure>>
}

/** All that needs a person. */
export interface CoreProblems {
  readonly list: (page: PageQuery) => Promise<Page<NeedsYou>>
  readonly dismiss: (ids: readonly string[]) => Promise<DismissedProblems>
  /** Says what it means that the film of a file was replaced by another. */
  readonly answer: (id: string, use: AnswerReplaced['use']) => Promise<Result<AnsweredReplaced, ApiFailure>>
}

/** What is told of once, such as a repaired database. */
export interface CoreNotices {
  /** Forgets a notice of `stats` that has an id. */
  readonly dismiss: (id: string) => Promise<Result<null, ApiFailure>>
}

/** What the imports of folders did not take. */
export interface CoreLeftOut {
  readonly list: (page: PageQuery) => Promise<Page<LeftOut>>
  readonly dismiss: (id: string) => Promise<Result<null, ApiFailure>>
}
