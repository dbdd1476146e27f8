import type { Modality, SearchResponse, Space } from '../contract/index.ts'
import type { KnownCopies } from '../domain/alike/known-copies.ts'
import type { EmbeddingPort, EmbedItem, FileSlice, SceneIndex, StorePort } from '../domain/ports/index.ts'
import type { Backgrounds } from './backgrounds.ts'

/** A weighted modality that could not take part, and why. */
export type SearchNotice = SearchResponse['notices'][number]

/** Where pictures and sounds lie that a query names. */
export interface QueryFiles {
  /** Of a picture that was sent before: a JPEG. Null when it is not kept any more. */
  readonly picture: (reference: string) => Promise<FileSlice | null>
  /** Of a sound that was sent before: 48 kHz mono PCM. */
  readonly sound: (reference: string) => Promise<FileSlice | null>
}

/** Vectors of pictures and sounds that were sent: a slider that moves asks for the same ones again. Words are kept by the models. */
export interface FileVectors {
  readonly get: (space: Space, item: EmbedItem) => Float32Array | null
  readonly set: (space: Space, item: EmbedItem, vector: Float32Array) => void
}

/** Keeps the last ones. */
export const createFileVectors = (capacity = 256): FileVectors => {
  const kept = new Map<string, Float32Array>()
  const keyOf = (space: Space, item: EmbedItem): string => `${space.id} ${item.kind} ${item.key}`
  return {
    get: (space, item) => kept.get(keyOf(space, item)) ?? null,
    set: (space, item, vector) => {
      if (item.kind !== 'image' && item.kind !== 'audio') return
      kept.set(keyOf(space, item), vector)
      const [oldest] = kept.size > capacity ? kept.keys() : []
      if (oldest !== undefined) kept.delete(oldest)
    },
  }
}

/** What search needs of the rest of the app. */
export interface SearchParts {
  readonly store: Pick<StorePort, 'vectors' | 'sceneFilters' | 'scenes' | 'captions' | 'videos'>
  readonly index: SceneIndex
  readonly embedding: EmbeddingPort
  readonly files: QueryFiles
  readonly backgrounds: Backgrounds
  readonly fileVectors: FileVectors
  readonly log: (level: 'info' | 'warn', message: string) => void
  /** Which scenes are copies of each other; without it none is folded. */
  readonly copies?: () => Promise<KnownCopies>
  /** How long to wait for models; for tests. */
  readonly timeouts?: Partial<ModelTimeouts>
}

/** What an engine is made from. */
export type EngineParts = Omit<SearchParts, 'fileVectors'>

/** How long a query waits for models that are being loaded, in milliseconds. */
export interface ModelTimeouts {
  /** For the first one. */
  readonly firstMs: number
  /** For the others, from when one has answered. */
  readonly restMs: number
}

/** The spaces that answer now, by modality. */
export type ActiveSpaces = ReadonlyMap<Modality, Space>
