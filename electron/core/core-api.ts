import type {
  AddBinItems,
  AddedBinItems,
  AttachCaptions,
  AttentionInput,
  Bin,
  BinDetails,
  CameraCount,
  Caption,
  CaptionExportFormat,
  CaptionSearch,
  CaptionSearchResponse,
  CreateBin,
  CreateExport,
  CreateSavedSearch,
  CreateUpload,
  CutPreview,
  CutSettings,
  DismissedProblems,
  DoctorFinding,
  DropShortScenes,
  Export,
  Face,
  ForgottenPeople,
  FreedSpace,
  HeatQuery,
  HeatResponse,
  HistoryEntry,
  ImportBin,
  ImportedBins,
  ImportedMarks,
  ImportItem,
  ImportModel,
  ImportProblem,
  Job,
  JobDaySum,
  JobSummaryQuery,
  KeepCopies,
  LeftOut,
  LeftOutGroup,
  LibraryEvent,
  ListFoldersQuery,
  ListJobsQuery,
  ListPeopleQuery,
  ListVideosQuery,
  Mark,
  MarksFile,
  MergeScenes,
  Model,
  MoveBoundary,
  NeedsYou,
  Page,
  PageQuery,
  PatchBin,
  PatchBinItems,
  PatchCaptionTrack,
  PatchPeople,
  PatchPreferences,
  PatchSavedSearch,
  PatchSettings,
  PatchVideo,
  Person,
  PreviewCuts,
  PutMarks,
  Removed,
  RenameTags,
  Runtime,
  SavedPreferences,
  SavedSearch,
  Scene,
  SceneDetails,
  SceneSearch,
  ScenesPreview,
  SearchResponse,
  SearchStatus,
  SemanticSearch,
  Settings,
  SourceFolder,
  Space,
  SplitScene,
  Stats,
  TagCount,
  TagVideos,
  Undone,
  Upload,
  Video,
  VideoDetails,
  VideoMetadata,
  Waveform,
  WaveformQuery,
} from '../contract/index.ts'
import type { ApiFailure } from '../domain/failure.ts'
import type { Result } from '../domain/result.ts'
import type { Duplicates } from './alike/duplicates.ts'
import type { WatchFolders } from './watch-folders/watch-folders.ts'

/** Bytes to serve: a whole file or a slice of one, with its type. */
export interface MediaSlice {
  readonly path: string
  readonly offset: number
  readonly length: number
  readonly mimeType: string
  /** Changes whenever the bytes change. */
  readonly etag: string
  /** True when the URL names these bytes for ever. */
  readonly immutable: boolean
  /** For a picture of one frame: an URL whose `frame` query names this very frame is immutable too. */
  readonly frameNumber?: number
}

/** One file of an export, under the name to save it by. */
export interface ExportFile {
  readonly fileName: string
  readonly slice: MediaSlice
}

/** The scene vectors of a space as two files of one moment, with their rows in the same order (video, index). */
export interface VectorExport {
  readonly rows: number
  readonly dimension: number
  /** Of the content of both: the same vectors of the same scenes have the same one. */
  readonly etag: string
  /** NumPy, float32, C order. */
  readonly npy: ExportFile
  /** A line a row: `{"sceneId","videoId","index","startMs","endMs"}`. */
  readonly jsonl: ExportFile
}

/** A file that someone sends to search by it; at most 64 MB. */
export interface SearchFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A proxy is made on demand: ready to serve, or still being made. */
export type ProxyState =
  | { readonly state: 'ready'; readonly slice: MediaSlice }
  | { readonly state: 'making'; readonly progress: number }

/**
 * All that hosts and the API may do with a library. Made by `createCore`; every method answers contract shapes.
 * Expected failures are `Result`s whose error carries an API error code and a remedy.
 */
export interface Core {
  readonly libraryPath: string
  readonly version: string
  readonly stats: () => Promise<Stats>
  readonly videos: {
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
  readonly scenes: {
    readonly details: (id: string) => Promise<Result<SceneDetails, ApiFailure>>
    readonly preview: (videoId: string, cuts: CutSettings) => Promise<Result<ScenesPreview, ApiFailure>>
    readonly split: (videoId: string, input: SplitScene) => Promise<Result<Page<Scene>, ApiFailure>>
    readonly merge: (videoId: string, input: MergeScenes) => Promise<Result<Page<Scene>, ApiFailure>>
    readonly move: (videoId: string, input: MoveBoundary) => Promise<Result<Page<Scene>, ApiFailure>>
    readonly dropShort: (videoId: string, input: DropShortScenes) => Promise<Result<Page<Scene>, ApiFailure>>
    readonly reset: (videoId: string) => Promise<Result<Page<Scene>, ApiFailure>>
  }
  /** Work on what a window shows comes first, for as long as the window says so. */
  readonly lookAt: (input: AttentionInput) => void
  readonly jobs: {
    readonly list: (query: ListJobsQuery) => Promise<Page<Job>>
    readonly summary: (query: JobSummaryQuery) => Promise<readonly JobDaySum[]>
    readonly get: (id: string) => Promise<Result<Job, ApiFailure>>
    readonly retry: (id: string) => Promise<Result<Job, ApiFailure>>
    readonly cancel: (id: string) => Promise<Result<Job, ApiFailure>>
    /** Resolves when no job is waiting or running. */
    readonly idle: (signal: AbortSignal) => Promise<void>
  }
  readonly search: {
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
  /** Ordered ranges of frames that a person puts together. */
  readonly bins: {
    /** By name. */
    readonly list: () => Promise<readonly Bin[]>
    /** Runs the saved search of a smart bin. */
    readonly get: (id: string, signal: AbortSignal) => Promise<Result<BinDetails, ApiFailure>>
    readonly create: (input: CreateBin) => Promise<Result<Bin, ApiFailure>>
    /** Makes bins of a list of an editor. */
    readonly import: (input: ImportBin, signal: AbortSignal) => Promise<Result<ImportedBins, ApiFailure>>
    readonly patch: (id: string, patch: PatchBin) => Promise<Result<Bin, ApiFailure>>
    readonly delete: (id: string) => Promise<Result<null, ApiFailure>>
    readonly add: (id: string, input: AddBinItems) => Promise<Result<AddedBinItems, ApiFailure>>
    readonly changeItems: (
      id: string,
      change: PatchBinItems,
      signal: AbortSignal,
    ) => Promise<Result<BinDetails, ApiFailure>>
  }
  /** Files for other programs. */
  readonly exports: {
    readonly create: (input: CreateExport) => Promise<Result<Export, ApiFailure>>
    readonly list: (page: PageQuery) => Promise<Page<Export>>
    readonly get: (id: string) => Promise<Result<Export, ApiFailure>>
    /** Stops one that waits or runs; the files that it has stay. */
    readonly cancel: (id: string) => Promise<Result<Export, ApiFailure>>
    /** Lets one that failed or was cancelled go on behind the files that it has. */
    readonly resume: (id: string) => Promise<Result<Export, ApiFailure>>
    /** What copying packets would really cut. */
    readonly previewCuts: (
      input: PreviewCuts,
      signal: AbortSignal,
    ) => Promise<Result<{ readonly items: readonly CutPreview[] }, ApiFailure>>
    /** The file of a number, from 0, among those that an export has written. */
    readonly file: (id: string, index: number) => Promise<Result<ExportFile, ApiFailure>>
  }
  readonly duplicates: Duplicates
  /** Folders whose new films come in by themselves. */
  readonly watchFolders: WatchFolders
  readonly settings: {
    readonly get: () => Promise<Settings>
    readonly patch: (patch: PatchSettings) => Promise<Settings>
  }
  /** What people set about the look of the app. */
  readonly preferences: {
    readonly get: () => Promise<SavedPreferences>
    readonly patch: (patch: PatchPreferences) => Promise<SavedPreferences>
  }
  readonly importProblems: {
    readonly list: (page: PageQuery) => Promise<Page<ImportProblem>>
    readonly dismiss: (id: string) => Promise<Result<null, ApiFailure>>
  }
  /** All that needs a person. */
  readonly problems: {
    readonly list: (page: PageQuery) => Promise<Page<NeedsYou>>
    readonly dismiss: (ids: readonly string[]) => Promise<DismissedProblems>
  }
  readonly notices: {
    /** Forgets a notice of `stats` that has an id. */
    readonly dismiss: (id: string) => Promise<Result<null, ApiFailure>>
  }
  /** What the imports of folders did not take. */
  readonly leftOut: {
    readonly list: (page: PageQuery) => Promise<Page<LeftOut>>
    readonly dismiss: (id: string) => Promise<Result<null, ApiFailure>>
  }
  /** Removed videos, which can be brought back for a while. */
  readonly removed: {
    readonly get: () => Promise<Removed>
    readonly purgeAll: () => Promise<FreedSpace>
    readonly purge: (videoId: string) => Promise<Result<FreedSpace, ApiFailure>>
  }
  /** Ratings, flags, labels, tags, notes and titles of videos, scenes and ranges. */
  readonly marks: {
    readonly list: (videoId: string) => Promise<Result<readonly Mark[], ApiFailure>>
    /** Answers the marks that were changed and are kept, in no particular order. */
    readonly put: (input: PutMarks) => Promise<Result<readonly Mark[], ApiFailure>>
    /** Flags scenes as picked, and others as rejected, as one change. */
    readonly flag: (input: KeepCopies) => Promise<Result<readonly Mark[], ApiFailure>>
    readonly renameTags: (input: RenameTags) => Promise<Result<{ readonly changed: number }, ApiFailure>>
    readonly exportAll: () => Promise<MarksFile>
    readonly importAll: (file: MarksFile) => Promise<ImportedMarks>
    /** What others wrote about a film, and where its marks say otherwise. */
    readonly metadata: (videoId: string) => Promise<Result<VideoMetadata, ApiFailure>>
    /** Writes the marks of a film to an XMP file beside it. Never replaces one that another program wrote. */
    readonly writeSidecar: (videoId: string) => Promise<Result<{ readonly path: string }, ApiFailure>>
  }
  /** People by their faces. */
  readonly people: {
    readonly list: (query: ListPeopleQuery) => Promise<Page<Person>>
    readonly faces: (personId: string, page: PageQuery) => Promise<Result<Page<Face>, ApiFailure>>
    /** Answers the people that changed and are still there. */
    readonly patch: (change: PatchPeople) => Promise<Result<readonly Person[], ApiFailure>>
    /** Deletes all faces and names for good and switches People off. */
    readonly forget: () => Promise<ForgottenPeople>
  }
  /** What a person changed by hand since the library was opened. */
  readonly history: {
    readonly undo: () => Promise<Result<Undone, ApiFailure>>
    readonly redo: () => Promise<Result<Undone, ApiFailure>>
  }
  readonly uploads: {
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
  readonly models: {
    readonly list: () => Promise<readonly Model[]>
    readonly install: (id: string) => Promise<Result<Model, ApiFailure>>
    readonly import: (id: string, input: ImportModel) => Promise<Result<Model, ApiFailure>>
    readonly remove: (id: string) => Promise<Result<Model, ApiFailure>>
    readonly activate: (id: string) => Promise<Result<Model, ApiFailure>>
    readonly deactivate: (id: string) => Promise<Result<Model, ApiFailure>>
    readonly cancel: (id: string) => Promise<Result<Model, ApiFailure>>
    readonly restart: (id: string) => Promise<Result<Model, ApiFailure>>
  }
  readonly runtime: {
    readonly get: () => Promise<Runtime>
    readonly install: () => Promise<Result<Runtime, ApiFailure>>
    readonly cancel: () => Promise<Result<Runtime, ApiFailure>>
  }
  readonly spaces: {
    readonly list: () => Promise<readonly Space[]>
    readonly rebuild: (id: string) => Promise<Result<Space, ApiFailure>>
    readonly drop: (id: string) => Promise<Result<null, ApiFailure>>
    /** With an `etag`, that very export while its files are kept (a quarter of an hour), else one of now. */
    readonly exportVectors: (id: string, etag: string | null) => Promise<Result<VectorExport, ApiFailure>>
  }
  readonly media: {
    /** With `frameNumber` that sampled frame of the scene, when it is one. */
    readonly keyframe: (sceneId: string, frameNumber?: number) => Promise<Result<MediaSlice, ApiFailure>>
    readonly poster: (videoId: string) => Promise<Result<MediaSlice, ApiFailure>>
    readonly filmstripSheet: (videoId: string, sheet: number) => Promise<Result<MediaSlice, ApiFailure>>
    readonly stream: (videoId: string) => Promise<Result<MediaSlice, ApiFailure>>
    /** Of the sound that is heard; empty while it has not been read. */
    readonly waveform: (videoId: string, query: WaveformQuery) => Promise<Result<Waveform, ApiFailure>>
    /** Starts making the proxy when there is none. */
    readonly proxy: (videoId: string) => Promise<Result<ProxyState, ApiFailure>>
  }
  /** Snapshot, then deltas at ≤ 10/s, until the signal aborts. */
  readonly events: (signal: AbortSignal) => AsyncIterable<LibraryEvent>
  readonly doctor: () => Promise<readonly DoctorFinding[]>
  /** Stops jobs (they resume next time), closes the store, releases the lock. */
  readonly close: () => Promise<void>
}

/** What filling the demo library works with. */
export interface DemoLibrary {
  readonly libraryPath: string
  readonly ffmpegPath: string
  readonly imports: Core['videos']['import']
  /** Hears which clip is being made, from 1, and at the end null. */
  readonly onProgress: (progress: { readonly clip: number; readonly clips: number } | null) => void
  readonly log: (level: 'info' | 'warn', message: string) => void
  /** Aborts when the library closes. */
  readonly signal: AbortSignal
}

/** What `createCore` needs to know; everything else has a default. */
export interface CoreConfig {
  readonly libraryPath: string
  readonly version: string
  readonly ffmpegPath?: string
  readonly ffprobePath?: string
  /** Where log lines go; default stderr. */
  readonly log?: (line: { readonly level: 'info' | 'warn' | 'error'; readonly message: string }) => void
  /** Where installed models lie, shared by all libraries; default: `Models` beside the default library. */
  readonly modelsPath?: string
  /** Where the Python environment lies; default: `native-runners/.venv` of a checkout, else `Python` beside the models. */
  readonly runtimePath?: string
  /** A folder of Python wheels, to set the environment up without a network. */
  readonly wheelsPath?: string
  /** Folder of a packaged app's `resources` and `native-runners`; default: the checkout that the code belongs to. */
  readonly resourcesPath?: string
  /** Models that come with the app are chosen where nobody ever chose: for a library of generated clips. */
  readonly demo?: boolean
  /** Gives a demo library its clips, in the background; never rejects. */
  readonly fillDemo?: (library: DemoLibrary) => Promise<void>
  /** False opens the library without running jobs (CLI reads). Default true. */
  readonly runJobs?: boolean
}

/** Opens a library: locks it, migrates it, resumes its jobs. */
export type CreateCore = (config: CoreConfig) => Promise<Result<Core, ApiFailure>>
