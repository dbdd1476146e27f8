import type { ExportKind, ExportState, Failure, Page, PageQuery, Problem } from '../../contract/index.ts'

/** A file that an export has written under its final name. */
export interface WrittenFile {
  readonly path: string
  readonly sizeBytes: number
  /** Number of its range, where each has a file of its own. */
  readonly item?: number | undefined
}

/** An export as the store keeps it. `request` is JSON that its kind understands. */
export interface ExportRecord {
  readonly id: string
  readonly kind: ExportKind
  readonly name: string
  readonly request: unknown
  readonly state: ExportState
  readonly progress: number
  readonly files: readonly WrittenFile[]
  readonly report: readonly Problem[]
  readonly error: Failure | null
  readonly createdAt: string
  readonly finishedAt: string | null
}

/** Exports and how far they are. One that ran when the process ended waits again. */
export interface ExportStore {
  readonly create: (
    input: { readonly kind: ExportKind; readonly name: string; readonly request: unknown },
    now: string,
  ) => Promise<ExportRecord>
  readonly get: (id: string) => Promise<ExportRecord | null>
  /** Newest first. */
  readonly list: (page: PageQuery) => Promise<Page<ExportRecord>>
  /** The oldest that waits begins to run; null when none waits. */
  readonly startNext: () => Promise<ExportRecord | null>
  /** Files as soon as they have their names, so that none is written twice; those that belong together at once. */
  readonly wrote: (
    id: string,
    files: readonly WrittenFile[],
    progress: number,
    report?: readonly Problem[],
  ) => Promise<void>
  readonly finish: (
    id: string,
    end: {
      readonly state: 'done' | 'failed' | 'cancelled'
      readonly report: readonly Problem[]
      readonly error: Failure | null
    },
    now: string,
  ) => Promise<void>
  /** Lets one that failed or was cancelled wait again, with the files that it has. */
  readonly resume: (id: string) => Promise<void>
  /** At start: what was running waits again. Answers how many wait. */
  readonly recover: () => Promise<number>
}
