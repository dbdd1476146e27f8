import type { Modality, Space } from '../../contract/index.ts'
import type { SceneNumber } from './scene-record.ts'

/** Key of an embedding space: when any part differs, it is another space. */
export interface SpaceKey {
  readonly modality: Modality
  readonly model: string
  readonly revision: string
  readonly dimension: number
  readonly preprocessingVersion: number
}

/** A scene's vector with what names it outside. `vector` has unit length. */
export interface SceneVector {
  readonly sceneId: string
  readonly videoId: string
  readonly index: number
  readonly startMs: number
  readonly endMs: number
  readonly vector: Float32Array
}

/** Vectors of one batch, and items without one. A skipped item is not asked for again until its vectors are dropped. */
export interface VectorBatch<Key> {
  readonly vectors: readonly { readonly key: Key; readonly vector: Float32Array }[]
  readonly skipped: readonly { readonly key: Key; readonly reason: string }[]
}

/** A passage of what is said in a scene, with its vector of unit length. */
export interface VectorPassage {
  readonly startMs: number
  readonly endMs: number
  readonly vector: Float32Array
}

/** A passage of a scene. */
export interface PassageVector extends VectorPassage {
  readonly scene: SceneNumber
}

/** Vectors of scenes by id; with the passages that one was made of, where there are some. */
export interface SceneVectorBatch extends VectorBatch<string> {
  readonly vectors: readonly {
    readonly key: string
    readonly vector: Float32Array
    readonly passages?: readonly VectorPassage[]
  }[]
}

/** Vectors of scenes, as columns: `vectors` holds `scenes.length` rows of the space's dimension. Ascending by scene. */
export interface VectorBlock {
  readonly scenes: Float64Array
  readonly vectors: Float32Array
}

/** Similarity of scenes with a query, as columns. Ascending by scene. */
export interface SimilarityColumns {
  readonly scenes: Float64Array
  readonly similarities: Float32Array
}

/** The vector of a sampled frame of a scene. */
export interface FrameVector {
  readonly scene: SceneNumber
  readonly frameNumber: number
  readonly timeMs: number
  readonly vector: Float32Array
}

/** Changes of vectors since a position of the feed. A scene may occur more than once: ask for its current vector. */
export interface VectorChanges {
  /** Feed position after these changes. */
  readonly sequence: number
  /** True when older changes have been forgotten: the reader has to read all vectors again. */
  readonly truncated: boolean
  /** By space id: scenes whose vector was written, replaced or deleted. */
  readonly scenes: Readonly<Record<string, Float64Array>>
}

/** Feed of added, changed and deleted vectors, for readers that keep a copy. */
export interface ChangeFeed {
  /** Position of the feed now; vectors written later have a higher one. */
  readonly sequence: () => Promise<number>
  readonly since: (sequence: number, limit: number) => Promise<VectorChanges>
  /** Lets the store delete changes up to this position; nobody will ask for them. */
  readonly forget: (upToSequence: number) => Promise<void>
}

/** The files of an export. */
export interface ExportedVectors {
  readonly rows: number
  readonly dimension: number
  /** Of the content of both files: the same vectors of the same scenes have the same one. */
  readonly fingerprint: string
  readonly npyPath: string
  readonly npyBytes: number
  readonly jsonlPath: string
  readonly jsonlBytes: number
}

/**
 * Embedding spaces and their vectors. All vectors are float32 of unit length at this border; frame vectors are kept as
 * float16, scene vectors as float32. A vector that is absent is absent, never zeros.
 */
export interface VectorStore {
  /** The space of this key, made when there is none. */
  readonly ensureSpace: (key: SpaceKey) => Promise<Space>
  readonly list: () => Promise<readonly Space[]>
  readonly get: (id: string) => Promise<Space | null>
  /**
   * The space that should answer for its modality: at once when none does, else when it is complete (`activateCompleteSpaces`) and its
   * model gave usable vectors for most scenes; until then it is `building`. Null: none any more (its vectors stay).
   */
  readonly setTargetSpace: (modality: Modality, spaceId: string | null) => Promise<void>
  /** Makes spaces active that are complete; answers the modalities that changed. */
  readonly activateCompleteSpaces: () => Promise<readonly Modality[]>
  /** Deletes all vectors and skip marks of a space; the space itself stays while it is active or building. False when unknown. */
  readonly drop: (id: string) => Promise<boolean>
  /** Sampled frames of a content without vector or skip mark in a space, ascending. */
  readonly missingFrames: (spaceId: string, contentId: string) => Promise<readonly number[]>
  /** Scenes of a video without vector or skip mark in a space, by index. */
  readonly missingScenes: (spaceId: string, videoId: string) => Promise<readonly string[]>
  /** Upserts; keys are frame numbers. */
  readonly writeFrames: (spaceId: string, contentId: string, batch: VectorBatch<number>) => Promise<void>
  /** Upserts; keys are scene ids. Passages replace those that a scene had. */
  readonly writeScenes: (spaceId: string, batch: SceneVectorBatch) => Promise<void>
  /**
   * Sets the vector of every scene of a video to the normalised mean of its frames' vectors; a scene with no frame
   * vector is marked skipped (`no_frames`), unless frames of it are still missing.
   */
  readonly poolScenes: (spaceId: string, videoId: string) => Promise<void>
  /** Scene vectors in the order (video, index), after a scene (null: from the start); shorter than `limit` at the end. */
  readonly scenes: (spaceId: string, afterSceneId: string | null, limit: number) => Promise<readonly SceneVector[]>
  readonly frames: (
    spaceId: string,
    contentId: string,
  ) => Promise<readonly { readonly frameNumber: number; readonly vector: Float32Array }[]>
  /** Vectors of a space after a scene number (−1: from the start), at most `limit`; fewer at the end. Removed videos are included. */
  readonly block: (spaceId: string, afterScene: SceneNumber, limit: number) => Promise<VectorBlock>
  /** Vectors of these scenes (any order, no doubles); those that have none are left out. */
  readonly ofScenes: (spaceId: string, scenes: Float64Array) => Promise<VectorBlock>
  /** Vectors of the sampled frames of these scenes in a space, scene by scene in the order asked. */
  readonly framesOfScenes: (spaceId: string, scenes: readonly SceneNumber[]) => Promise<readonly FrameVector[]>
  /** The passages that the vectors of these scenes were made of, scene by scene in the order asked; those of one passage have none. */
  readonly passagesOfScenes: (spaceId: string, scenes: readonly SceneNumber[]) => Promise<readonly PassageVector[]>
  /** Dot product of a query (any length, the space's dimension) with every vector of a space. */
  readonly similarities: (spaceId: string, query: Float32Array) => Promise<SimilarityColumns>
  /** Scenes with a vector, by space id. */
  readonly counts: () => Promise<Readonly<Record<string, number>>>
  /** Videos (not removed) with scenes that miss their vector in a space. */
  readonly incompleteVideos: (spaceId: string) => Promise<readonly string[]>
  /**
   * Writes the scene vectors of a space (of videos that are not removed) into a folder that exists: as a NumPy file, and
   * as one line of JSON a row that says which scene it is, both of one moment and in the order (video, index). Null when
   * there is no such space.
   */
  readonly export: (spaceId: string, folder: string) => Promise<ExportedVectors | null>
}
