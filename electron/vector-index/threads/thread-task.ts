import type { Address } from '../arena/arena.ts'
import type { LongCodeFile } from './long-code-file.ts'

/** What the threads of the index do. Every task is divided into parts, numbered from 0, that any thread may take. */
export type ThreadTask =
  /** Estimates similarities from short codes. A part is a chunk of rows. */
  | {
      readonly kind: 'scan'
      readonly space: Address
      readonly rows: number
      readonly query: Address
      readonly estimates: Address
    }
  /** Fuses estimates to scores. A part is a piece of `pieceBlocks` blocks. Counts the slots that take part. */
  | { readonly kind: 'fuse'; readonly search: Address; readonly blocks: number }
  /**
   * Collects the slots whose score may reach a threshold and reads their long codes. A part is a piece of blocks; the records of a part
   * lie together, with room for `pieceSlots` of them.
   */
  | {
      readonly kind: 'find'
      readonly search: Address
      readonly blocks: number
      /** Whether the upper bound of a score has to reach `threshold`, not the estimate. */
      readonly byUpper: boolean
      readonly threshold: number
      /** Records whose upper bound falls below this while they are refined are dropped. */
      readonly refineThreshold: number
      readonly records: Address
      /** By part: how many records it has (i32). */
      readonly counts: Address
      /** By term: where to read long codes, or null when all are in memory. */
      readonly files: readonly (LongCodeFile | null)[]
    }
  /** Encodes vectors that lie one after another. A part is a run of `run` vectors. */
  | {
      readonly kind: 'encode'
      readonly space: Address
      readonly vectors: Address
      /** By vector: the row (i32) it goes to. */
      readonly rows: Address
      readonly count: number
      readonly run: number
    }
  /** Prepares vectors for `moments`. A part is a panel of 8 dimensions. */
  | {
      readonly kind: 'pack'
      readonly moments: Address
      readonly vectors: Address
      readonly count: number
      readonly weights: Address
      readonly panels: Address
    }
  /** Adds packed vectors to the moments (`sign` 1) or takes them away (-1). A part is a panel of 8 dimensions. */
  | {
      readonly kind: 'moments'
      readonly moments: Address
      readonly panels: Address
      readonly count: number
      readonly sign: number
    }
  /** Reads sections of a file into memory and checks them. A part is a section. Counts the damaged ones. */
  | { readonly kind: 'load'; readonly path: string; readonly sections: readonly FileSection[] }

/** Bytes of a file, their checksum and where they belong; `noAddress`: they are only checked. */
export interface FileSection {
  readonly position: number
  readonly bytes: number
  readonly target: Address
  readonly checksum: number
}

/** What a thread gets at its start. */
export interface ThreadData {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  /** `scratchBytes` of memory of this thread alone. */
  readonly scratch: Address
  /** The queue of jobs (`job-queue.ts`). */
  readonly queue: Address
}

/** Bytes of a thread's own memory. */
export const scratchBytes = 4 * 1024 * 1024

/** From the thread that was the last to finish a job, or from one that failed. */
export interface ThreadAnswer {
  /** Number of the job's seat in the queue. */
  readonly seat: number
  readonly error: string | null
  /** No thread works on the job any more. */
  readonly isLast: boolean
}
