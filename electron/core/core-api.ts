import type { AttentionInput, DoctorFinding, LibraryEvent, Stats } from '../contract/index.ts'
import type { ApiFailure } from '../domain/failure.ts'
import type { Result } from '../domain/result.ts'
import type { Duplicates } from './alike/duplicates.ts'
import type { CoreBins, CoreExports, CoreHistory, CoreMarks, CorePeople } from './core-api/kept.ts'
import type { CoreMedia } from './core-api/media.ts'
import type { CoreModels, CorePreferences, CoreRuntime, CoreSettings } from './core-api/models.ts'
import type { CoreSearch, CoreSpaces } from './core-api/search.ts'
import type { CoreRemoved, CoreScenes, CoreUploads, CoreVideos } from './core-api/videos.ts'
import type { CoreImportProblems, CoreJobs, CoreLeftOut, CoreNotices, CoreProblems } from './core-api/work.ts'
import type { Panels } from './panels/panels.ts'
import type { WatchFolders } from './watch-folders/watch-folders.ts'

export type * from './core-api/media.ts'

/**
 * All that hosts and the API may do with a library. Made by `createCore`; every method answers contract shapes.
 * Expected failures are `Result`s whose error carries an API error code and a remedy.
 */
export interface Core {
  readonly libraryPath: string
  readonly version: string
  readonly stats: () => Promise<Stats>
  readonly videos: CoreVideos
  readonly scenes: CoreScenes
  /** Work on what a window shows comes first, for as long as the window says so. */
  readonly lookAt: (input: AttentionInput) => void
  readonly jobs: CoreJobs
  readonly search: CoreSearch
  readonly bins: CoreBins
  readonly exports: CoreExports
  readonly duplicates: Duplicates
  /** Folders whose new films come in by themselves. */
  readonly watchFolders: WatchFolders
  readonly panels: Panels
  readonly settings: CoreSettings
  readonly preferences: CorePreferences
  readonly importProblems: CoreImportProblems
  readonly problems: CoreProblems
  readonly notices: CoreNotices
  readonly leftOut: CoreLeftOut
  readonly removed: CoreRemoved
  readonly marks: CoreMarks
  readonly people: CorePeople
  readonly history: CoreHistory
  readonly uploads: CoreUploads
  readonly models: CoreModels
  readonly runtime: CoreRuntime
  readonly spaces: CoreSpaces
  readonly media: CoreMedia
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
