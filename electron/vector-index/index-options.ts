import type { ChangeFeed, IndexStatus, SceneFilterStore, SceneIndex, VectorStore } from '../domain/ports/index.ts'

/** What the index reads of the library. */
export interface IndexStore {
  readonly vectors: Pick<VectorStore, 'block' | 'ofScenes' | 'similarities' | 'counts'>
  readonly vectorChanges: ChangeFeed
  readonly sceneFilters: SceneFilterStore
}

/**
 * `full`: all codes in memory. `low`: only the short codes, the long ones are read from the cache file. `auto`: `low` when the
 * machine has less than 8 GB or the codes would take more than a quarter of its memory.
 */
export type MemoryMode = 'auto' | 'full' | 'low'

/** One line about what the index does, for the log file. */
export type IndexLog = (message: string, details?: Readonly<Record<string, unknown>>) => void

/** How a compact index is made. */
export interface CompactIndexOptions {
  readonly store: IndexStore
  /** Where the cache files lie (made when it is missing). Null: none are written or read, and the memory mode is `full`. */
  readonly folder: string | null
  /** Worker threads; without it as many as there are cores, at most 4. */
  readonly threads?: number
  readonly memory?: MemoryMode
  readonly log?: IndexLog
}

/** How long things took, for the log and for measurements. */
export interface CompactTimings {
  /** From the call to the first answer that was possible; null before. */
  readonly readyMs: number | null
  /** Whether each space was read from its cache file or built from the store. */
  readonly spaces: readonly {
    readonly spaceId: string
    readonly from: 'cache' | 'store'
    readonly rows: number
    readonly ms: number
  }[]
}

/** The accelerator: a `SceneIndex` that can answer once `ready` has resolved. */
export interface CompactIndex extends SceneIndex {
  /** Resolves when it can answer; rejects when it cannot be built. Until then its methods wait. */
  readonly ready: Promise<void>
  /** Resolves when one of its threads has died: it answers nothing any more. Never rejects. */
  readonly failed: Promise<Error>
  readonly timings: () => CompactTimings
  /** Writes the cache files now (they are also written in the background after building, and by `close`). */
  readonly save: () => Promise<void>
}

/** How the index of a library is made. */
export interface SceneIndexOptions extends CompactIndexOptions {
  /**
   * The accelerator is built when the largest space has this many vectors (4,000 without it), and given up when it has less
   * than half of them.
   */
  readonly compactFrom?: number
}

/** The index of a library: answers at once, by sqlite-vec or by the accelerator, whichever fits. */
export interface LibraryIndex extends SceneIndex {
  /** Resolves when nothing is being built any more: the index answers in the mode that fits the library. Never rejects. */
  readonly settled: () => Promise<IndexStatus>
  /** Of the accelerator; null while there is none. */
  readonly timings: () => CompactTimings | null
}
