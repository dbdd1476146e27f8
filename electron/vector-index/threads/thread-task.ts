/** What the threads of the index do; all of it is cut into parts that any thread may take. */
export type ThreadTask =
  /** A part is a chunk. */
  | {
      readonly kind: 'scan'
      readonly chunksAt: number
      readonly rows: number
      readonly padded: number
      readonly queryAt: number
      readonly estimatesAt: number
    }
  /** A part is a piece of `pieceBlocks` blocks. Counts the slots that take part. */
  | {
      readonly kind: 'fuse'
      readonly blocks: number
      readonly termsAt: number
      readonly terms: number
      readonly maskAt: number
      readonly flags: number
      readonly scoresAt: number
      readonly bestsAt: number
    }
  /** A part is a piece of blocks; its records follow one another from `recordsAt + part · pieceSlots · recordBytes` on. */
  | {
      readonly kind: 'find'
      readonly blocks: number
      readonly termsAt: number
      readonly terms: number
      readonly flags: number
      readonly scoresAt: number
      readonly bestsAt: number
      readonly byUpper: boolean
      readonly threshold: number
      /** Records whose upper bound falls below this while they are refined are dropped. */
      readonly refineThreshold: number
      readonly recordsAt: number
      /** Records of each piece (i32). */
      readonly countsAt: number
      /** By term: where to read long codes, or null when they are in memory. */
      readonly files: readonly (CodeFile | null)[]
    }
  /** A part is a run of `run` rows. */
  | {
      readonly kind: 'encode'
      readonly vectorsAt: number
      readonly count: number
      readonly run: number
      readonly rowsAt: number
      readonly dimension: number
      readonly padded: number
      readonly axisAt: number
      readonly signsAt: number
      readonly rounds: number
      readonly chunksAt: number
      readonly codesAt: number
    }
  /** A part is a panel of 8 dimensions. */
  | {
      readonly kind: 'pack'
      readonly vectorsAt: number
      readonly count: number
      readonly dimension: number
      readonly centreAt: number
      readonly weightsAt: number
      readonly panelsAt: number
    }
  /** A part is a panel of 8 dimensions. */
  | {
      readonly kind: 'moments'
      readonly panelsAt: number
      readonly count: number
      readonly panelCount: number
      readonly sign: number
      readonly matrixAt: number
      readonly sumsAt: number
    }
  /** A part is a section of a file: read into memory and checked. Counts the sections that are damaged. */
  | { readonly kind: 'load'; readonly path: string; readonly sections: readonly FileSection[] }

/** Long codes in a cache file: of rows below `rows`, chunk after chunk; later rows are in memory. */
export interface CodeFile {
  readonly path: string
  readonly rows: number
  /** Of the first chunk's codes, and from one chunk's to the next one's. */
  readonly position: number
  readonly stride: number
}

/** Bytes of a file and where they belong; 0: they are only checked. */
export interface FileSection {
  readonly position: number
  readonly bytes: number
  readonly at: number
  readonly checksum: number
}

/** What a thread gets at its start. */
export interface ThreadData {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  /** Memory of this thread alone. */
  readonly scratchAt: number
  /** The ring of jobs: how many were ever given (i32, threads wait at it), 64 bytes further the jobs. */
  readonly queueAt: number
}

/** Bytes of a thread's own memory. */
export const scratchBytes = 4 * 1024 * 1024

/** Jobs of the ring, and bytes of one: numbers (i32), then the task as JSON. */
export const queueLength = 16
export const jobBytes = 16_384
export const jobTextAt = 64
export const queueBytes = 64 + queueLength * jobBytes
/** Numbers of a job: the next part, how many parts, threads that are not done, what they counted, bytes of the task. */
export const jobField = { next: 0, parts: 1, left: 2, count: 3, length: 4 } as const

/** From the thread that was done last, or from one that failed. */
export interface ThreadAnswer {
  readonly place: number
  readonly error: string | null
  /** No thread works at the job any more. */
  readonly isLast: boolean
}
