import type {
  Failure,
  ImportProblem,
  LeftOut,
  LeftOutGroup,
  ModelRole,
  NeedsYou,
  Page,
  PageQuery,
  PatchPreferences,
  PatchSettings,
  SavedPreferences,
  Settings,
} from '../../contract/index.ts'

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
    /** Problems that nobody has dismissed: of videos, of imports, films that were replaced, and folders that left something out. */
    readonly needsYou: number
  }>
  /** The same, one by one: replaced films, then videos, then files that could not be imported, then folders; newest first. */
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
