import { z } from 'zod'
import type { Failure, Problem } from '../../contract/index.ts'
import type { NewBinItem, WrittenFile } from '../../domain/ports/index.ts'

/** A range as it is kept with an export: later changes of bins and scenes make no difference. */
export const exportedRangeSchema = z.object({
  contentId: z.string(),
  videoId: z.string(),
  title: z.string(),
  startFrame: z.number(),
  endFrame: z.number(),
  startMs: z.number(),
  endMs: z.number(),
  note: z.string(),
  /** Of its own; null or absent: as the export says. */
  handlesFrames: z.number().nullish(),
})
export type ExportedRange = z.infer<typeof exportedRangeSchema>

/** What is kept of ranges. */
export const exportedRange = ({
  contentId,
  videoId,
  title,
  startFrame,
  endFrame,
  startMs,
  endMs,
  note,
  handlesFrames,
}: NewBinItem): ExportedRange => ({
  contentId,
  videoId,
  title,
  startFrame,
  endFrame,
  startMs,
  endMs,
  note,
  handlesFrames,
})

/** What an export is run with. */
export interface ExportRun {
  readonly id: string
  readonly name: string
  readonly request: unknown
  /** Files that an earlier run has written, and what it reported. */
  readonly written: readonly WrittenFile[]
  readonly report: readonly Problem[]
  /** Aborts when it is cancelled or the library closes. */
  readonly signal: AbortSignal
  /** Notes files that have their final names, all or none. */
  readonly wrote: (files: readonly WrittenFile[], progress: number, report?: readonly Problem[]) => Promise<void>
  /** How far it is, 0…1, and seconds of film a second. */
  readonly progressed: (progress: number, speed: number) => void
}

/** Ends an export with a failure that a person is told. */
export class ExportError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message, { cause: failure.cause })
    this.failure = failure
  }
}

/** What a person is told when the disk of the files is full. */
export const exportDiskFull = {
  code: 'disk_full',
  message: 'The disk is full.',
  remedy: 'Make room on it, and resume the export.',
} as const satisfies Failure
