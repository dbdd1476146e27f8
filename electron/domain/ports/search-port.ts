import type {
  Caption,
  CreateSavedSearch,
  Fusion,
  HistoryEntry,
  Page,
  PageQuery,
  PatchSavedSearch,
  SavedSearch,
  SearchFilter,
  SemanticSearch,
} from '../../contract/index.ts'
import type { SceneRecord } from './scene-record.ts'

/**
 * A scene's number: an integer that the store gives when the scene is made, ascending, never given twice. Outside of
 * the process scenes have ids only.
 */
export type SceneNumber = number

/** Vectors of scenes, as columns: `vectors` holds `scenes.length` rows of the space's dimension. Ascending by scene. */
export interface VectorBlock {
  readonly scenes: Float64Array
  readonly vectors: Float32Array
}

/** What happened to vectors since a moment; a scene may occur more than once (the last word counts: ask for its vector). */
export interface VectorChanges {
  /** Feed position after these changes. */
  readonly sequence: number
  /** The feed does not reach back to where the reader was: it must read everything anew. */
  readonly truncated: boolean
  /** By space id: scenes whose vector was written, replaced or deleted. */
  readonly scenes: Readonly<Record<string, Float64Array>>
}

/** A scene with what a hit shows of its video. */
export interface FoundScene extends SceneRecord {
  readonly number: SceneNumber
  readonly videoTitle: string
  readonly videoWidth: number
  readonly videoHeight: number
}

/** What search reads from the library, and what it keeps there. */
export interface SearchStore {
  /** Vectors of a space after a scene number (−1: from the start), at most `limit`; fewer at the end. Removed videos are included. */
  readonly vectorBlock: (spaceId: string, afterScene: SceneNumber, limit: number) => Promise<VectorBlock>
  /** Vectors of these scenes (any order, no doubles); those that have none are left out. */
  readonly vectorsOf: (spaceId: string, scenes: Float64Array) => Promise<VectorBlock>
  /** Dot product of a query (any length, the space's dimension) with every vector of a space, by sqlite-vec. Ascending by scene. */
  readonly similarities: (
    spaceId: string,
    query: Float32Array,
  ) => Promise<{ readonly scenes: Float64Array; readonly similarities: Float32Array }>
  /** Scenes with a vector, by space id. */
  readonly vectorCounts: () => Promise<Readonly<Record<string, number>>>
  /** Position of the feed now; vectors written later have a higher one. */
  readonly vectorSequence: () => Promise<number>
  readonly vectorChanges: (afterSequence: number, limit: number) => Promise<VectorChanges>
  /** Changes up to here are not asked for again. */
  readonly forgetVectorChanges: (upToSequence: number) => Promise<void>
  /** Grows whenever scenes, removals, tags or captions change what a filter leaves. */
  readonly filterRevision: () => Promise<number>
  /** Grows whenever a video is removed or brought back. */
  readonly removalRevision: () => Promise<number>
  /** Scenes of removed videos, ascending: what is hidden without any filter. */
  readonly removedScenes: () => Promise<Float64Array>
  /** Scenes that a filter leaves, ascending; scenes of removed videos never. */
  readonly filterScenes: (filter: SearchFilter) => Promise<Float64Array>
  /** Scenes by number, in the order asked; those that are gone are left out. */
  readonly scenesByNumber: (scenes: readonly SceneNumber[]) => Promise<readonly FoundScene[]>
  readonly sceneNumbers: (sceneIds: readonly string[]) => Promise<Readonly<Record<string, SceneNumber>>>
  /** Video and place of scenes as columns, in the order asked, for grouping and for "A then B"; −1 for those that are gone. */
  readonly scenePlaces: (scenes: Float64Array) => Promise<{
    readonly videos: Float64Array
    readonly indexes: Float64Array
    readonly startMs: Float64Array
    readonly endMs: Float64Array
  }>
  /** Vectors of the frames of these scenes in a space, with the scene they belong to. */
  readonly frameVectors: (
    spaceId: string,
    scenes: readonly SceneNumber[],
  ) => Promise<
    readonly {
      readonly scene: SceneNumber
      readonly frameNumber: number
      readonly timeMs: number
      readonly vector: Float32Array
    }[]
  >
  /** Cues that overlap these scenes, of the track that scene excerpts come from, in order of time. */
  readonly cuesOf: (
    scenes: readonly SceneNumber[],
  ) => Promise<readonly { readonly scene: SceneNumber; readonly cues: readonly Caption[] }[]>
  /** Keeps the newest 500; the same request again moves to the front. */
  readonly remember: (request: SemanticSearch, relevant: number, now: string) => Promise<void>
  readonly history: (page: PageQuery) => Promise<Page<HistoryEntry>>
  readonly clearHistory: () => Promise<void>
  readonly savedSearches: (page: PageQuery) => Promise<Page<SavedSearch>>
  readonly savedSearch: (id: string) => Promise<SavedSearch | null>
  /** Null when the name is taken. */
  readonly saveSearch: (input: CreateSavedSearch, now: string) => Promise<SavedSearch | null>
  readonly changeSavedSearch: (
    id: string,
    patch: PatchSavedSearch,
    now: string,
  ) => Promise<SavedSearch | 'unknown' | 'taken'>
  readonly deleteSavedSearch: (id: string) => Promise<boolean>
}

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
  /** Never these. */
  readonly without: readonly SceneNumber[]
  /** How many of the best. */
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

/** How the index works now. */
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
  /** Tells that vectors or removals may have changed; what is found from now on is up to date. */
  readonly changed: () => void
  readonly close: () => Promise<void>
}
