import type {
  AttachCaptions,
  CameraCount,
  Caption,
  CaptionExportFormat,
  CreateUpload,
  CutSettings,
  DropShortScenes,
  FreedSpace,
  ImportItem,
  LeftOutGroup,
  ListFoldersQuery,
  ListVideosQuery,
  MergeScenes,
  MoveBoundary,
  Page,
  PageQuery,
  PatchCaptionTrack,
  PatchVideo,
  Removed,
  Scene,
  SceneDetails,
  ScenesPreview,
  SourceFolder,
  SplitScene,
  TagCount,
  TagVideos,
  Upload,
  Video,
  VideoDetails,
} from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { Result } from '../../domain/result.ts'

/** Videos of the library. */
export interface CoreVideos {
  readonly import: (
    paths: readonly string[],
    signal: AbortSignal,
    options?: {
      /** Follow links that lead out of the folders; otherwise those are left out. */
      readonly followLinks?: boolean
      /** Hears what a folder held beside films. */
      readonly onLeftOut?: (folder: string, groups: readonly LeftOutGroup[]) => void
    },
  ) => Promise<readonly ImportItem[]>
  /** The number of all videos that the query leaves comes with the first page. */
  readonly list: (query: ListVideosQuery) => Promise<Page<Video> & { readonly total?: number | undefined }>
  readonly folders: (query: ListFoldersQuery) => Promise<Page<SourceFolder>>
  readonly tags: () => Promise<readonly TagCount[]>
  readonly cameras: () => Promise<readonly CameraCount[]>
  readonly tag: (change: TagVideos) => Promise<Result<{ readonly changed: number }, ApiFailure>>
  readonly get: (id: string) => Promise<Result<VideoDetails, ApiFailure>>
  readonly patch: (id: string, patch: PatchVideo) => Promise<Result<VideoDetails, ApiFailure>>
  readonly remove: (id: string) => Promise<Result<null, ApiFailure>>
  readonly scenes: (id: string, page: PageQuery) => Promise<Result<Page<Scene>, ApiFailure>>
  readonly captions: (id: string, track: number | null, page: PageQuery) => Promise<Result<Page<Caption>, ApiFailure>>
  readonly captionFile: (
    id: string,
    track: number | null,
    format: CaptionExportFormat,
  ) => Promise<Result<{ readonly body: string; readonly fileName: string }, ApiFailure>>
  /** Keeps how a caption track is to be read, and reads the captions again in the background. */
  readonly readCaptions: (
    id: string,
    track: number,
    change: PatchCaptionTrack,
  ) => Promise<Result<VideoDetails, ApiFailure>>
  /** Keeps what a person says that a cue says (null: what was read or heard), and lets its meaning follow. */
  readonly correctCaption: (
    id: string,
    track: number,
    captionId: string,
    text: string | null,
  ) => Promise<Result<Caption, ApiFailure>>
  /** Attaches a caption file of any name, and reads the captions again in the background. */
  readonly attachCaptions: (id: string, input: AttachCaptions) => Promise<Result<VideoDetails, ApiFailure>>
  /** Cuts again from kept features (null: back to the library's settings). */
  readonly recut: (id: string, cuts: CutSettings | null) => Promise<Result<null, ApiFailure>>
}

/** What a person changes about the scenes of a video; each change answers all its scenes anew, and can be undone. */
export interface CoreScenes {
  readonly details: (id: string) => Promise<Result<SceneDetails, ApiFailure>>
  readonly preview: (videoId: string, cuts: CutSettings) => Promise<Result<ScenesPreview, ApiFailure>>
  readonly split: (videoId: string, input: SplitScene) => Promise<Result<Page<Scene>, ApiFailure>>
  readonly merge: (videoId: string, input: MergeScenes) => Promise<Result<Page<Scene>, ApiFailure>>
  readonly move: (videoId: string, input: MoveBoundary) => Promise<Result<Page<Scene>, ApiFailure>>
  readonly dropShort: (videoId: string, input: DropShortScenes) => Promise<Result<Page<Scene>, ApiFailure>>
  readonly reset: (videoId: string) => Promise<Result<Page<Scene>, ApiFailure>>
}

/** Removed videos, which can be brought back for a while. */
export interface CoreRemoved {
  readonly get: () => Promise<Removed>
  readonly purgeAll: () => Promise<FreedSpace>
  readonly purge: (videoId: string) => Promise<Result<FreedSpace, ApiFailure>>
}

/** Files that come over HTTP. */
export interface CoreUploads {
  readonly create: (input: CreateUpload) => Promise<Result<Upload, ApiFailure>>
  readonly get: (id: string) => Promise<Result<Upload, ApiFailure>>
  /** Appends bytes at `offset`; imports the file when the last byte is there. */
  readonly append: (
    id: string,
    offset: number,
    body: ReadableStream<Uint8Array>,
    signal: AbortSignal,
  ) => Promise<Result<Upload, ApiFailure>>
  /** The drop that a caption file came with is complete: it goes to the film whose name it shares, or is told as a problem. */
  readonly settle: (id: string) => Promise<Result<Upload, ApiFailure>>
  readonly cancel: (id: string) => Promise<Result<null, ApiFailure>>
}
