import type {
  CaptionSearch,
  CaptionSearchResponse,
  CreateSavedSearch,
  HeatQuery,
  HeatResponse,
  HistoryEntry,
  Page,
  PageQuery,
  PatchSavedSearch,
  SavedSearch,
  SceneSearch,
  SearchResponse,
  SearchStatus,
  SemanticSearch,
  Space,
} from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { Result } from '../../domain/result.ts'
import type { SearchFile, VectorExport } from './media.ts'

/** Finding scenes and words. */
export interface CoreSearch {
  readonly captions: (query: CaptionSearch) => Promise<CaptionSearchResponse>
  readonly semantic: (request: SemanticSearch, signal: AbortSignal) => Promise<Result<SearchResponse, ApiFailure>>
  readonly scenes: (request: SceneSearch, signal: AbortSignal) => Promise<Result<SearchResponse, ApiFailure>>
  /** `file` is a picture (JPEG, PNG, WebP …) or a sound or film of any format that ffmpeg reads; `request` says the rest. */
  readonly similarToImage: (
    file: SearchFile,
    request: SemanticSearch,
    signal: AbortSignal,
  ) => Promise<Result<SearchResponse, ApiFailure>>
  readonly similarToAudio: (
    file: SearchFile,
    request: SemanticSearch,
    signal: AbortSignal,
  ) => Promise<Result<SearchResponse, ApiFailure>>
  readonly heat: (request: HeatQuery, signal: AbortSignal) => Promise<Result<HeatResponse, ApiFailure>>
  readonly status: () => Promise<SearchStatus>
  /** Starts loading what the first query needs. */
  readonly prepare: () => Promise<SearchStatus>
  readonly history: (page: PageQuery) => Promise<Page<HistoryEntry>>
  readonly clearHistory: () => Promise<void>
  readonly saved: {
    readonly list: (page: PageQuery) => Promise<Page<SavedSearch>>
    readonly get: (id: string) => Promise<Result<SavedSearch, ApiFailure>>
    readonly create: (input: CreateSavedSearch) => Promise<Result<SavedSearch, ApiFailure>>
    readonly patch: (id: string, patch: PatchSavedSearch) => Promise<Result<SavedSearch, ApiFailure>>
    readonly delete: (id: string) => Promise<Result<null, ApiFailure>>
  }
}

/** Embedding spaces and their vectors. */
export interface CoreSpaces {
  readonly list: () => Promise<readonly Space[]>
  readonly rebuild: (id: string) => Promise<Result<Space, ApiFailure>>
  readonly drop: (id: string) => Promise<Result<null, ApiFailure>>
  /** With an `etag`, that very export while its files are kept (a quarter of an hour), else one of now. */
  readonly exportVectors: (id: string, etag: string | null) => Promise<Result<VectorExport, ApiFailure>>
}
