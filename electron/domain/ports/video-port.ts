import type {
  CameraCount,
  CaptionTrack,
  CutSettings,
  Failure,
  ListFoldersQuery,
  ListVideosQuery,
  MarkValues,
  Page,
  Problem,
  SearchFilter,
  SourceFolder,
  SourceTimecode,
  StageId,
  TagCount,
  VideoSpeech,
  VideoState,
} from '../../contract/index.ts'
import type { FilmstripLayout } from './filmstrip.ts'
import type { ContentIdentity, ProbeResult } from './media-call.ts'
import type { CaptionChoice, CaptionFileStamp } from './media-port.ts'
import type { TakePart } from './parts-port.ts'

/** A video as the store keeps it; the API adds URLs. Counts are maintained by the store. Times are ISO 8601 UTC. */
export interface VideoRecord {
  readonly id: string
  readonly contentId: string
  readonly title: string
  /** The newest known location, or the last one when it has none any more. */
  readonly path: string
  /**
   * Stamp of the file at the newest location (`fileStamp`); null when its content was last read before stamps were
   * kept.
   */
  readonly stamp?: string | null
  readonly state: VideoState
  readonly durationMs: number
  readonly frameCount: number
  readonly sceneCount: number
  readonly captionCount: number
  readonly warnings: readonly Problem[]
  readonly error: Failure | null
  readonly width: number
  readonly height: number
  readonly frameRate: { readonly num: number; readonly den: number } | null
  readonly sizeBytes: number
  readonly progress: number
  readonly missing: boolean
  /** A person has seen that it failed, or what it lacks. */
  readonly problemDismissed?: boolean
  /** By name. */
  readonly tags: readonly string[]
  /** What else a person said of it as a whole; absent where nothing. */
  readonly mark?: Pick<MarkValues, 'rating' | 'flag' | 'label' | 'note'>
  readonly posterFrame: number | null
  /** Where about its first poster was taken, in ms of film time; it stands for the video while `posterFrame` is null. */
  readonly firstPosterMs: number | null
  readonly addedAt: string
  readonly recordedAt: string | null
  readonly removedAt: string | null
}

/** A video with all that was probed; `probe` is null until that stage is done. */
export interface VideoDetailsRecord extends VideoRecord {
  readonly probe: ProbeResult | null
  /** The frame that a person chose as poster; null: GoodCLIPS chooses. */
  readonly chosenPosterFrame: number | null
  readonly filmstrip: FilmstripLayout | null
  readonly captionTracks: readonly CaptionTrack[]
  /** Caption files that were found when the captions were last read. */
  readonly captionFiles: readonly CaptionFileStamp[]
  /** What a person chose for caption tracks, by their keys. */
  readonly captionChoices: Readonly<Record<string, CaptionChoice>>
  /** Ordered by when they were last seen, newest first. */
  readonly locations: readonly VideoLocation[]
  /** Paths of small copies that its camera wrote beside it. */
  readonly cameraProxies?: readonly string[]
  /** Null: the library's own settings apply. */
  readonly cuts: CutSettings | null
  /**
   * Stream index of the sound track that a person chose, null for the probe's choice. `probe.audio.heard` takes it into
   * account.
   */
  readonly audioStreamIndex: number | null
  /** What this video says of its own speech. */
  readonly speech: VideoSpeech
}

/** A file that holds a video, and what it looked like when that was last checked. */
export interface VideoLocation {
  readonly path: string
  readonly seenAt: string
  readonly stamp?: string | null
  /** The files of a film that a camera wrote in several, `path` being that of the first; absent for one file. */
  readonly parts?: readonly TakePart[] | undefined
}

/** Result of the import of one path. */
export type RegisterOutcome = {
  readonly outcome: 'added' | 'known' | 'relocated' | 'restored' | 'renewed'
  readonly videoId: string
}

/** Videos that words name, with all paths at which they lie, and how many there are. */
export interface NamedVideos {
  readonly videos: readonly { readonly video: VideoRecord; readonly paths: readonly string[] }[]
  readonly count: number
}

/** Videos and their locations. */
export interface VideoStore {
  /** One row per content id; a second path becomes a second location. Creates the stages' job rows with the video. */
  readonly register: (input: {
    readonly identity: ContentIdentity
    readonly path: string
    readonly title: string
    readonly stages: readonly { readonly stage: StageId; readonly version: number }[]
    /** Paths of this content that no longer exist, so that `relocated` can be told from `known`. */
    readonly missingPaths: readonly string[]
    /** Of the file when its content was read (`fileStamp`). */
    readonly stamp?: string | null
    /** The files, where they are several. */
    readonly parts?: readonly TakePart[] | undefined
    /** The import that a new video comes with, and the folder within it: lists by date added keep both together. */
    readonly batch?: { readonly id: string; readonly folder: string } | undefined
    /**
     * A video whose file this content has taken the place of. `renew`: it is nowhere else, so the video itself gets the
     * new content: id, title, tags and cut settings stay, what came from the old content goes, every stage runs again.
     * `copy`: it is still elsewhere, so a new video begins with its title and tags.
     */
    readonly replaced?: { readonly videoId: string; readonly how: 'renew' | 'copy' }
  }) => Promise<RegisterOutcome>
  readonly findByContent: (contentId: string) => Promise<VideoDetailsRecord | null>
  readonly findByPath: (path: string) => Promise<VideoRecord | null>
  readonly get: (id: string) => Promise<VideoDetailsRecord | null>
  readonly getMany: (ids: readonly string[]) => Promise<readonly VideoRecord[]>
  /** The timecodes that cameras gave those of these films that have one, by the video's id. */
  readonly sourceTimecodes: (ids: readonly string[]) => Promise<ReadonlyMap<string, SourceTimecode>>
  /** `total`, the number of all that the query leaves, comes with the first page. */
  readonly list: (query: ListVideosQuery) => Promise<Page<VideoRecord> & { readonly total?: number | undefined }>
  readonly rename: (id: string, title: string) => Promise<void>
  readonly addLocation: (id: string, path: string, stamp?: string | null, parts?: readonly TakePart[]) => Promise<void>
  /** The content of the file at this location was seen to be the video's. */
  readonly setStamp: (path: string, stamp: string) => Promise<void>
  /** Removes a location that does not hold the video any more; the last one is remembered as where it was. */
  readonly dropLocation: (id: string, path: string) => Promise<void>
  /** Locations of all videos that are not removed, ordered by key and after `afterKey`. */
  readonly locations: (
    afterKey: number,
    limit: number,
  ) => Promise<readonly (VideoLocation & { readonly key: number; readonly videoId: string })[]>
  /** Whether a person kept something of the video's content: marks, scenes by hand, ranges in bins, corrected captions. */
  readonly wasWorkedOn: (id: string) => Promise<boolean>
  readonly addCameraProxy: (id: string, path: string) => Promise<void>
  /** The removed videos: those that were removed before a time (ISO 8601), or all. */
  readonly removed: (before?: string) => Promise<readonly VideoDetailsRecord[]>
  /** Deletes a removed video and all rows of it; these files are to be deleted from the disk (`filesToDelete`). */
  readonly purge: (id: string, files: readonly string[]) => Promise<boolean>
  /** Files of purged videos that may still exist. */
  readonly filesToDelete: () => Promise<readonly string[]>
  readonly fileDeleted: (path: string) => Promise<void>
  /** Which of these content ids belong to a video, removed or not. */
  readonly knownContents: (contentIds: readonly string[]) => Promise<readonly string[]>
  readonly setMissing: (id: string, missing: boolean) => Promise<void>
  /** Replaces the tags of a video. */
  readonly setTags: (id: string, tags: readonly string[]) => Promise<void>
  /** Gives tags to videos and takes others away, all or nothing. Answers whose tags are others now. */
  readonly changeTags: (
    ids: readonly string[],
    add: readonly string[],
    remove: readonly string[],
  ) => Promise<readonly string[]>
  /** Videos that have all words in title, file names, folders or tags, best first; under what a filter says of videos. */
  readonly named: (query: string, filter: SearchFilter, limit: number) => Promise<NamedVideos>
  /** Folders of locations below one, or those at the top. */
  readonly folders: (query: ListFoldersQuery) => Promise<Page<SourceFolder>>
  /** Every tag, by name. */
  readonly tags: () => Promise<readonly TagCount[]>
  /** Every camera, by name. */
  readonly cameras: () => Promise<readonly CameraCount[]>
  readonly setCuts: (id: string, cuts: CutSettings | null) => Promise<void>
  readonly setSpeech: (id: string, speech: VideoSpeech) => Promise<void>
  /** Keeps the frame that a person chose as poster (null: GoodCLIPS chooses), and takes the nearest one that is kept. */
  readonly setPoster: (id: string, frameNumber: number | null) => Promise<void>
  /** Chooses the sound track (null: the probe's choice), and deletes what was derived from the old one. */
  readonly setAudioStream: (id: string, audioStreamIndex: number | null) => Promise<void>
  /** Hides the video; `restore` undoes it. Rows stay. False when it does not exist (or is already so). */
  readonly remove: (id: string) => Promise<boolean>
  readonly restore: (id: string) => Promise<boolean>
}
