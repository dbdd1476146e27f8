import type {
  Bin,
  CaptionExportFormat,
  CaptionSearch,
  CaptionSearchResponse,
  DoctorFinding,
  ImportedMarks,
  ImportItem,
  ImportModel,
  ImportResponse,
  Job,
  LibraryEvent,
  ListJobsQuery,
  ListVideosQuery,
  MarksFile,
  Model,
  Page,
  PageQuery,
  PatchVideo,
  Scene,
  SceneDetails,
  SceneSearchInput,
  SearchResponse,
  SearchStatus,
  SemanticSearch,
  Space,
  Video,
  VideoDetails,
  WatchFolder,
} from '../../contract/index.ts'
import type { Core, SearchFile } from '../../core/core-api.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { Result } from '../../domain/result.ts'

/** Expected outcome of a call to the library. */
export type Reply<Value> = Promise<Result<Value, ApiFailure>>

/** What a file to search by holds. */
export type SearchFileKind = 'image' | 'audio'

/** What can be asked of a model that the list names. */
export type ModelAction = 'install' | 'remove' | 'activate' | 'deactivate' | 'cancel'

/** The library as commands see it: opened in this process, or held by a host that is asked over HTTP. */
export interface CliBackend {
  /** Whether jobs go on after this process ends. */
  readonly outlivesCommand: boolean
  readonly import: (
    paths: readonly string[],
    options: { readonly followLinks: boolean },
    signal: AbortSignal,
  ) => Reply<{ readonly items: readonly ImportItem[]; readonly leftOut: NonNullable<ImportResponse['leftOut']> }>
  readonly videos: (query: ListVideosQuery) => Reply<Page<Video>>
  readonly video: (id: string) => Reply<VideoDetails>
  readonly patch: (id: string, patch: PatchVideo) => Reply<VideoDetails>
  readonly remove: (id: string) => Reply<null>
  readonly scenes: (id: string, page: PageQuery) => Reply<Page<Scene>>
  readonly scene: (id: string) => Reply<SceneDetails>
  /** A sampled frame of a scene as JPEG; null: the one that stands for the scene. */
  readonly picture: (sceneId: string, frameNumber: number | null) => Reply<Uint8Array>
  /** One caption track as the text of a file; null: the first that can be read. */
  readonly captionFile: (id: string, track: number | null, format: CaptionExportFormat) => Reply<string>
  readonly jobs: (query: ListJobsQuery) => Reply<Page<Job>>
  readonly retry: (jobId: string) => Reply<Job>
  readonly models: () => Reply<readonly Model[]>
  readonly model: (action: ModelAction, id: string) => Reply<Model>
  readonly importModel: (id: string, input: ImportModel) => Reply<Model>
  readonly search: (query: CaptionSearch) => Reply<CaptionSearchResponse>
  readonly searchStatus: () => Reply<SearchStatus>
  readonly semantic: (request: SemanticSearch, signal: AbortSignal) => Reply<SearchResponse>
  readonly similarScenes: (request: SceneSearchInput, signal: AbortSignal) => Reply<SearchResponse>
  readonly similarToFile: (
    kind: SearchFileKind,
    file: SearchFile,
    request: SemanticSearch,
    signal: AbortSignal,
  ) => Reply<SearchResponse>
  readonly spaces: () => Reply<readonly Space[]>
  readonly marks: Pick<Core['marks'], 'list' | 'put'> & {
    readonly exportAll: () => Reply<MarksFile>
    readonly importAll: (file: MarksFile) => Reply<ImportedMarks>
  }
  readonly exports: Pick<Core['exports'], 'create' | 'get' | 'cancel'>
  readonly watchFolders: Pick<Core['watchFolders'], 'create' | 'patch' | 'delete'> & {
    readonly list: () => Reply<readonly WatchFolder[]>
  }
  readonly bins: Pick<Core['bins'], 'create' | 'import' | 'patch' | 'delete' | 'add' | 'changeItems' | 'get'> & {
    readonly list: () => Reply<readonly Bin[]>
  }
  /** Writes both files of an export, of one moment, to these paths. Rejects when they cannot be written. */
  readonly saveVectors: (
    spaceId: string,
    paths: { readonly npy: string; readonly jsonl: string },
    signal: AbortSignal,
  ) => Reply<{ readonly rows: number; readonly dimension: number }>
  readonly doctor: () => Reply<readonly DoctorFinding[]>
  /** Snapshot, then deltas; ends when the signal aborts or the host goes away. */
  readonly events: (signal: AbortSignal) => AsyncIterable<LibraryEvent>
  readonly close: () => Promise<void>
}

/** All items of a list, page by page; stops at the first failure. */
export async function* everyPage<Item>(
  load: (page: PageQuery) => Reply<Page<Item>>,
): AsyncGenerator<Result<Item, ApiFailure>> {
  let cursor: string | undefined
  do {
    const page = await load({ limit: 500, ...(cursor === undefined ? {} : { cursor }) })
    if (!page.ok) {
      yield page
      return
    }
    for (const value of page.value.items) yield { ok: true, value }
    cursor = page.value.nextCursor ?? undefined
  } while (cursor !== undefined)
}
