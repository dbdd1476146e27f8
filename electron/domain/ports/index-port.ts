import type { Fusion } from '../../contract/index.ts'
import type { SceneNumber } from './scene-record.ts'

/** One space's part of a query: `vector` of any length; the similarity is its dot product with a scene's unit vector. */
export interface IndexQuery {
  readonly spaceId: string
  readonly vector: Float32Array
}

/** Similarities of one query with all scenes of its space (those of removed videos are left out). */
export interface IndexStatistics {
  /** Scenes that have a vector. */
  readonly count: number
  /** Over those scenes, in double precision. 0 when there is none. */
  readonly mean: number
  /** Population standard deviation. */
  readonly deviation: number
  /** The highest similarity, exact in float32; null when there is none. */
  readonly best: number | null
}

/** A weighted part of a fused query. */
export interface FusionTerm extends IndexQuery {
  /** > 0. */
  readonly weight: number
  /** Mean and standard deviation to calibrate by (`IndexStatistics`). */
  readonly mean: number
  readonly deviation: number
}

/** The best scenes of a fused query. */
export interface TopRequest {
  readonly fusion: Fusion
  readonly terms: readonly FusionTerm[]
  /** Only these scenes (ascending). Null: all that are in no removed video. */
  readonly within: Float64Array | null
  /** Scenes that are left out, in any case. */
  readonly without: readonly SceneNumber[]
  /** At most this many scenes. */
  readonly limit: number
  /** Only for `calibrated`: also counts the scenes whose score reaches this. */
  readonly countFrom: number | null
  readonly signal: AbortSignal
}

/** Best first; equal scores by ascending scene number. Columns of the same length. */
export interface TopScenes {
  readonly scenes: Float64Array
  /** As `domain/fusion` computes it from the exact similarities; NaN: no score (`raw`), these come last. */
  readonly scores: Float64Array
  /** By term: exact similarities; NaN where a scene has no vector. */
  readonly similarities: readonly Float32Array[]
  /** Scenes that take part: of `within`, with at least one of the terms' modalities. */
  readonly candidates: number
  /** Scenes whose score reaches `countFrom`; 0 without it. */
  readonly reaching: number
}

/** State of the index, for the status page. */
export interface IndexStatus {
  readonly mode: 'direct' | 'compact' | 'low-memory'
  readonly state: 'ready' | 'building' | 'failed'
  readonly progress: number
  readonly scenes: number
  readonly memoryBytes: number
}

/**
 * Finds scenes by vectors. Exact: statistics and best scenes equal those of a brute-force pass in float32 over all vectors of
 * the library. Similarities to all scenes of the last queries are kept, so that asking again with other weights costs no new scan.
 */
export interface SceneIndex {
  readonly status: () => IndexStatus
  readonly statistics: (query: IndexQuery, signal: AbortSignal) => Promise<IndexStatistics>
  readonly top: (request: TopRequest) => Promise<TopScenes>
  /** Call this when vectors were written or videos removed: searches that start afterwards see the change. */
  readonly changed: () => void
  readonly close: () => Promise<void>
}
