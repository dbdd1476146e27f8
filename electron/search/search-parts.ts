import type { Modality, SearchResponse, Space } from '../contract/index.ts'
import type { EmbeddingPort, FileSlice, SceneIndex, StorePort } from '../domain/ports/index.ts'
import type { Backgrounds } from './backgrounds.ts'
import type { FileVectors } from './file-vectors.ts'

/** A weighted modality that could not take part, and why. */
export type SearchNotice = SearchResponse['notices'][number]

/** Where pictures and sounds lie that a query names. */
export interface QueryFiles {
  /** Of a picture that was sent before: a JPEG. Null when it is not kept any more. */
  readonly picture: (reference: string) => Promise<FileSlice | null>
  /** Of a sound that was sent before: 48 kHz mono PCM. */
  readonly sound: (reference: string) => Promise<FileSlice | null>
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
  /** How long to wait for models; for tests. */
  readonly patience?: Partial<Patience>
}

/** What an engine is made from. */
export type EngineParts = Omit<SearchParts, 'fileVectors'>

/** How long a query waits for models that are being loaded, in milliseconds. */
export interface Patience {
  /** For the first one. */
  readonly firstMs: number
  /** For the others, from when one has answered. */
  readonly restMs: number
}

/** The spaces that answer now, by modality. */
export type ActiveSpaces = ReadonlyMap<Modality, Space>
