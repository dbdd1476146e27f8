import type {
  CameraCount,
  Caption,
  CaptionHit,
  CaptionSearch,
  CaptionTrack,
  CaptionTrackSource,
  CutSettings,
  Failure,
  ImportProblem,
  JobDaySum,
  JobState,
  LeftOut,
  LeftOutGroup,
  ListFoldersQuery,
  ListJobsQuery,
  ListVideosQuery,
  MarkValues,
  ModelRole,
  NeedsYou,
  Page,
  PageQuery,
  PatchCaptionTrack,
  PatchPreferences,
  PatchSettings,
  Problem,
  SavedPreferences,
  SearchFilter,
  Settings,
  SourceFolder,
  StageId,
  TagCount,
  VideoSpeech,
  VideoState,
} from '../../contract/index.ts'
import type { HandEdits } from '../cuts/hand-edits.ts'
import type { JobEnd, JobStatus } from '../jobs/transitions.ts'
import type { WorkTally } from '../jobs/work-left.ts'
import type { AlikeStore } from './alike-port.ts'
import type { BinStore } from './bin-port.ts'
import type { ExportStore } from './export-port.ts'
import type { FilmstripLayout } from './filmstrip.ts'
import type { MarkStore } from './marks-port.ts'
import type { ContentIdentity, ProbeResult } from './media-call.ts'
import type {
  AnalysisResult,
  CaptionChoice,
  CaptionFileStamp,
  CaptionsResult,
  SampledFrame,
  SceneCut,
} from './media-port.ts'
import type { TakePart } from './parts-port.ts'
import type { FaceModel, PeopleStore } from './people-port.ts'
import type { FoundScene, SceneNumber, SceneRecord, SceneSpans } from './scene-record.ts'
import type { FinishedScreenText, ScreenTextStore } from './screen-text-port.ts'
import type { SavedSearchStore, SceneFilterStore } from './search-port.ts'
import type { FinishedTranscript, TranscriptStore } from './transcript-port.ts'
import type { ChangeFeed, VectorStore } from './vector-port.ts'
import type { WatchFolderStore } from './watch-port.ts'

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

/** A job row: one stage of one video. Unique per (video, stage). */
export interface JobRecord extends Omit<JobStatus, 'warnings'> {
  readonly id: string
  readonly videoId: string
  readonly videoTitle: string
  readonly stage: StageId
  readonly createdAt: string
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

/** Scenes, sampled frames and filmstrips. */
export interface SceneStore {
  readonly get: (id: string) => Promise<SceneRecord | null>
  readonly getMany: (ids: readonly string[]) => Promise<readonly SceneRecord[]>
  readonly list: (videoId: string, page: PageQuery) => Promise<Page<SceneRecord>>
  readonly at: (videoId: string, timeMs: number) => Promise<SceneRecord | null>
  /** The scene that holds a frame, or the last one for later frames; null while the video is not cut. */
  readonly holding: (videoId: string, frame: number) => Promise<SceneRecord | null>
  /** Scenes by number, in the order asked; those that are gone are left out. */
  readonly byNumber: (scenes: readonly SceneNumber[]) => Promise<readonly FoundScene[]>
  /** Numbers of scenes by their ids; ids of scenes that are gone are left out. */
  readonly numbers: (sceneIds: readonly string[]) => Promise<Readonly<Record<string, SceneNumber>>>
  /** Video, index and times of scenes, in the order asked, for grouping and for "A then B". */
  readonly spans: (scenes: Float64Array) => Promise<SceneSpans>
  readonly frames: (contentId: string) => Promise<readonly SampledFrame[]>
  readonly frame: (contentId: string, frameNumber: number) => Promise<SampledFrame | null>
  /**
   * For each scene the sampled frame in the middle of a time within it, in ms, with its place in the list; scenes that have none then
   * are left out.
   */
  readonly framesAt: (
    times: readonly { readonly scene: SceneNumber; readonly startMs: number; readonly endMs: number }[],
  ) => Promise<readonly { readonly at: number; readonly frameNumber: number }[]>
  /** What a person changed about the scenes of a content; none for one that nobody knows. */
  readonly handEdits: (contentId: string) => Promise<HandEdits>
  /**
   * Cuts a video anew, in one transaction: keeps `edits` (absent: those that are kept), applies them to the scenes that were
   * found, pools the vectors of scenes from those of frames, and lets the stages that depend on scenes run again where
   * they have ended. Sampled frames stay. Answers the ids of the jobs that wait again.
   */
  readonly replace: (videoId: string, found: readonly SceneCut[], edits?: HandEdits) => Promise<readonly string[]>
  /** Forgets the sampled frames of a content (their file was deleted); a new analyse re-creates them. */
  readonly dropFrames: (contentId: string) => Promise<void>
}

/** Words that are looked for, as a caption search is written. */
export interface WordsQuery {
  readonly text: string
  /** What is not wanted, as exclusions of the same language; may be empty. */
  readonly not: string
  /** The last word may be the beginning of one. */
  readonly typing: boolean
  /** Of which tracks; null: of all. */
  readonly sources: readonly CaptionTrackSource[] | null
}

/** Scenes that say words, ascending, as columns of one length: the best 50,000. */
export interface FoundWords {
  readonly scenes: Float64Array
  /** How much of what is asked they say close together, 0…1. */
  readonly strengths: Float64Array
  /** 1 where every word is said. */
  readonly full: Uint8Array
  /** Number of the cue that says the first of the words. */
  readonly cues: Float64Array
  /** When that cue begins, and when the last cue of the words ends, in ms. */
  readonly startMs: Float64Array
  readonly endMs: Float64Array
  /** Languages of the library's captions in which forms of a word are known. */
  readonly languages: readonly string[]
}

/** Caption cues and their full-text index. */
/** A cue that a person corrected. */
export interface CorrectedCaption {
  readonly caption: Caption
  /** What a person had written there before; null: nothing. */
  readonly before: string | null
}

export interface CaptionStore {
  readonly list: (videoId: string, track: number | null, page: PageQuery) => Promise<Page<Caption>>
  readonly all: (videoId: string, track: number) => Promise<readonly Caption[]>
  /** Cues that overlap these scenes, of the track that scene excerpts come from, in order of time. */
  readonly ofScenes: (
    scenes: readonly SceneNumber[],
  ) => Promise<readonly { readonly scene: SceneNumber; readonly cues: readonly Caption[] }[]>
  /** Cues by their numbers (`FoundWords.cues`), in the order asked; those that are gone are left out. */
  readonly byNumber: (
    cues: readonly number[],
  ) => Promise<readonly { readonly number: number; readonly caption: Caption }[]>
  /** Whether there is a cue of one of these sources (null: of any). */
  readonly hasWords: (sources: readonly CaptionTrackSource[] | null) => Promise<boolean>
  /** Scenes that say words: by BM25 relevance over the full-text index, other forms of a word included. */
  readonly findWords: (query: WordsQuery) => Promise<FoundWords>
  /** Scenes, ascending, of videos whose meaning is made of one of these sources of words. */
  readonly scenesWithMeaningOf: (sources: readonly CaptionTrackSource[]) => Promise<Float64Array>
  /** Stores a person's choices for a track; fields that are absent stay. False when there is no such track. */
  readonly choose: (videoId: string, track: number, choice: PatchCaptionTrack) => Promise<boolean>
  /**
   * Writes what a person says that a cue says; null goes back. Answers null when there is no such cue. Meaning that was
   * computed of the scenes that it lies in is forgotten.
   */
  readonly correct: (
    videoId: string,
    track: number,
    captionId: string,
    text: string | null,
  ) => Promise<CorrectedCaption | null>
  /** Full-text hits; `scene` is left null-or-record for the API to present. */
  readonly search: (query: CaptionSearch) => Promise<{
    readonly items: readonly (Omit<CaptionHit, 'scene'> & { readonly scene: SceneRecord | null })[]
    readonly nextCursor: string | null
    readonly total: number
  }>
}

/** What a finished stage leaves behind; committed together with the job's state. */
export type StageOutput =
  | { readonly stage: 'probe'; readonly probe: ProbeResult }
  | { readonly stage: 'analyse'; readonly analysis: AnalysisResult }
  | { readonly stage: 'captions'; readonly captions: CaptionsResult }
  /** Where about the picture in `first-poster.jpg` was taken, in ms of film time. */
  | { readonly stage: 'poster'; readonly timeMs: number }
  | {
      readonly stage: 'transcribe'
      readonly transcripts: readonly FinishedTranscript[]
      readonly warnings: readonly Problem[]
    }
  | { readonly stage: 'read-text'; readonly screenText: FinishedScreenText; readonly warnings: readonly Problem[] }
  /** All frames were looked at by this model. */
  | { readonly stage: 'find-faces'; readonly model: FaceModel; readonly warnings: readonly Problem[] }
  /** Loudness in LUFS by scene id; scenes that are not named have none. */
  | { readonly stage: 'loudness'; readonly loudness: ReadonlyMap<string, number> }
  /**
   * The others write what they make as it comes (`VectorStore` …), so that a stop loses nothing; what is left is what
   * went wrong.
   */
  | {
      readonly stage: Exclude<
        StageId,
        'transcribe' | 'read-text' | 'find-faces' | 'probe' | 'poster' | 'analyse' | 'captions' | 'loudness'
      >
      readonly warnings: readonly Problem[]
    }

/**
 * The queue. Every transition is one atomic method, and is what the job machine (`nextJobStatus`) makes of the row; a
 * row that the machine refuses stays as it is.
 */
export interface JobStore {
  readonly get: (id: string) => Promise<JobRecord | null>
  /**
   * Jobs of videos that are not removed: running, then waiting in the order they run in, those of the videos `first` before
   * all others, then ended, newest first.
   */
  readonly list: (query: ListJobsQuery & { readonly first?: readonly string[] }) => Promise<Page<JobRecord>>
  /** All jobs of a video, in the order in which they were made; none when it is removed or unknown. */
  readonly ofVideo: (videoId: string) => Promise<readonly JobRecord[]>
  /**
   * Jobs that may run now: waiting, due (`isDue`), dependencies done or skipped. Those of the videos `first` come first, in
   * that order; the others follow, oldest first.
   */
  readonly runnable: (input: {
    readonly now: string
    readonly limit: number
    readonly dependsOn: Readonly<Record<StageId, readonly StageId[]>>
    /** Only jobs of these stages (those whose resource has a free slot); absent: all. */
    readonly stages?: readonly StageId[]
    /** Only jobs that have to run alone (`JobRecord.alone`), those with the fewest deaths first. */
    readonly alone?: true
    /** Ids of videos; a few hundred at most. */
    readonly first?: readonly string[]
    /** Only jobs of the videos `first`. */
    readonly onlyFirst?: boolean
  }) => Promise<readonly JobRecord[]>
  /** Earliest `nextAttemptAt` after `now` of a waiting job; null when none waits for a time. */
  readonly nextDue: (now: string) => Promise<string | null>
  /** waiting → running; attempts + 1. False when another took it or it was cancelled. */
  readonly start: (id: string, now: string) => Promise<boolean>
  readonly progress: (
    updates: readonly {
      readonly id: string
      readonly progress: number
      readonly speed: number | null
      readonly etaMs: number | null
    }[],
  ) => Promise<void>
  /** Result and state `done` in one transaction; re-running replaces, never doubles. */
  readonly complete: (id: string, output: StageOutput, now: string) => Promise<void>
  /** Ends or postpones a job that is waiting or running; one that has ended stays as it ended. Throws `not_found`. */
  readonly finish: (id: string, end: JobEnd, now: string) => Promise<void>
  /**
   * A person asks for a job: it runs as soon as it can, as if it had never run. One that waits for its next attempt
   * waits no longer. With it come the stages that depend on it, where they ended without being done. False when it
   * runs; null when there is no such job.
   */
  readonly retry: (id: string, dependents: readonly StageId[]) => Promise<boolean | null>
  /**
   * At start: running → waiting as `judgeDeath` decides (failed with code `quarantined` after `maxDeaths`), forgets times
   * that were written under a clock set back since, and creates the job rows that are missing or whose stage version is
   * older. `waitsForModel`: a job of the stage without progress did nothing yet. `blameless`: no job can have ended the
   * process before this one.
   */
  readonly recover: (
    stages: readonly { readonly stage: StageId; readonly version: number; readonly waitsForModel?: boolean }[],
    now: string,
    blameless: boolean,
  ) => Promise<{ readonly resumed: number; readonly quarantined: number }>
  /** Lets a stage of these videos run again where it has ended; one that runs or waits is left alone. Answers how many. */
  readonly requeue: (stage: StageId, videoIds: readonly string[]) => Promise<number>
  readonly counts: () => Promise<Readonly<Record<JobState, number>>>
  /** Work on videos: what is left of it, and what has ended since a time (ISO 8601). */
  readonly work: (since: string) => Promise<WorkTally>
  /** Jobs that ended, by day, newest day first, of the newest `days` days; a day begins `utcOffsetMinutes` before UTC's. */
  readonly days: (query: { readonly utcOffsetMinutes: number; readonly days: number }) => Promise<readonly JobDaySum[]>
}

/** Library-wide state. */
export interface LibraryStateStore {
  /** The model that a person chose for each role: its id, null for none on purpose, absent when never chosen. */
  readonly modelChoices: () => Promise<Readonly<Partial<Record<ModelRole, string | null>>>>
  readonly chooseModel: (role: ModelRole, modelId: string | null) => Promise<void>
  readonly settings: () => Promise<Settings>
  readonly patchSettings: (patch: PatchSettings) => Promise<Settings>
  /** With the theme of the settings. */
  readonly preferences: () => Promise<SavedPreferences>
  readonly patchPreferences: (patch: PatchPreferences) => Promise<SavedPreferences>
  readonly counts: () => Promise<{
    readonly videos: number
    readonly scenes: number
    readonly captions: number
    readonly durationMs: number
    readonly importProblems: number
    /** Problems that nobody has dismissed: of videos, of imports, and folders that left something out. */
    readonly needsYou: number
  }>
  /** The same, one by one: videos, then files that could not be imported, then folders; newest first. */
  readonly problems: (page: PageQuery) => Promise<Page<NeedsYou>>
  /** Lets the present problem of a video count as seen. False when it has none. */
  readonly dismissVideoProblem: (videoId: string) => Promise<boolean>
  /** One row per path: a second failure of the same path replaces the first. */
  readonly addImportProblem: (path: string, error: Failure, now: string) => Promise<ImportProblem>
  readonly importProblems: (page: PageQuery) => Promise<Page<ImportProblem>>
  readonly dismissImportProblem: (id: string) => Promise<boolean>
  readonly clearImportProblem: (path: string) => Promise<void>
  /** What the import of a folder did not take; replaces what an earlier one left out. No groups: forgets the folder. */
  readonly setLeftOut: (folder: string, groups: readonly LeftOutGroup[], now: string) => Promise<void>
  readonly leftOut: (page: PageQuery) => Promise<Page<LeftOut>>
  readonly dismissLeftOut: (id: string) => Promise<boolean>
  /** PRAGMA quick_check; empty when sound. */
  readonly integrity: () => Promise<readonly string[]>
  /** Damage of the database that nobody has dismissed, newest first. */
  readonly repairs: () => Promise<readonly DatabaseRepair[]>
  readonly dismissRepair: (id: string) => Promise<boolean>
  /** Call this when the lost files of a repair have been imported again, or cannot be. */
  readonly filesImported: (repairId: string) => Promise<void>
}

/** Damage of the database that was found, and what became of it. Kept until a person dismisses it. */
export interface DatabaseRepair {
  readonly id: string
  readonly at: string
  /**
   * `rebuilt`: only what can be made anew from the rows was damaged. `salvaged`: the rows were read from the damaged
   * file, and from a backup what it lacked. `restored`: they all came from a backup. `begun`: there was nothing to take
   * them from. `changes_lost`: the newest changes were written and cannot be read. `damaged`: not repaired yet.
   */
  readonly outcome: 'rebuilt' | 'salvaged' | 'restored' | 'begun' | 'changes_lost' | 'damaged'
  /** Descriptions of the damage, by SQLite or by the app. */
  readonly problems: readonly string[]
  readonly videosKept: number
  /** Of those kept, how many came from the backup. */
  readonly videosFromBackup: number
  readonly videosLost: number
  /** Names of lost videos, as far as they are known. */
  readonly lostNames: readonly string[]
  /** Videos of which a part is read again from their files. */
  readonly videosQueued: number
  /** Names of other things a person made that may be missing: tags, saved searches. */
  readonly mayLack: readonly string[]
  /** Where the damaged file was put. */
  readonly damagedFile: string | null
  readonly backupFile: string | null
  /** Files of lost films that are to be imported again, with the tags that they had. */
  readonly filesToImport: readonly { readonly path: string; readonly tags: readonly string[] }[]
}

/** What opening the store had to do, for the log and the person. */
export interface StoreOpening {
  readonly schemaVersion: number
  readonly migratedFrom: number | null
  readonly backupPath: string | null
  readonly checkedAfterUncleanStop: boolean
  /** All of the database was checked; where that takes too long, it is done in the background. */
  readonly fullyChecked: boolean
  /** Set when this opening found damage; it is among `LibraryStateStore.repairs` too, until dismissed. */
  readonly repair: DatabaseRepair | null
  /** Why sqlite-vec is not there, which only makes searching slower; null where it is. */
  readonly vectorExtension: Failure | null
}

/** Everything that a library stores. Implementations let no SQL, transaction or synchronous call leak out. */
export interface StorePort {
  readonly opening: StoreOpening
  readonly videos: VideoStore
  readonly scenes: SceneStore
  readonly captions: CaptionStore
  readonly transcripts: TranscriptStore
  readonly screenTexts: ScreenTextStore
  readonly jobs: JobStore
  readonly vectors: VectorStore
  readonly vectorChanges: ChangeFeed
  readonly sceneFilters: SceneFilterStore
  readonly searches: SavedSearchStore
  readonly marks: MarkStore
  readonly people: PeopleStore
  readonly alike: AlikeStore
  readonly bins: BinStore
  readonly exports: ExportStore
  readonly watchFolders: WatchFolderStore
  readonly library: LibraryStateStore
  /** Calls when damage is found while the library is open: `LibraryStateStore.repairs` has more to tell. */
  readonly onDamage: (listener: () => void) => void
  readonly close: () => Promise<void>
}
