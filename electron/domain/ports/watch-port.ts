import type { CreateWatchFolder, PatchWatchFolder } from '../../contract/index.ts'

/** A watched folder as the store keeps it. */
export interface WatchFolderRecord extends CreateWatchFolder {
  readonly id: string
  readonly createdAt: string
  /** Videos of the library that lie in it. */
  readonly videoCount: number
}

/** A location of a video that lies in a folder. */
export interface LocationBelow {
  readonly key: number
  readonly path: string
  readonly stamp: string | null
  /** Names of all files, where a camera wrote the film in several; else none. */
  readonly partNames: readonly string[]
  readonly videoId: string
  /** The video counts as missing. */
  readonly missing: boolean
}

/** A file that holds another content than the video that it was. The question goes when the file is imported. */
export interface ReplacedFile {
  readonly path: string
  readonly videoId: string
  /** Of the file as it is now. */
  readonly stamp: string
}

/** Watched folders, and what watching has to remember. */
export interface WatchFolderStore {
  /** By path. */
  readonly list: () => Promise<readonly WatchFolderRecord[]>
  readonly get: (id: string) => Promise<WatchFolderRecord | null>
  /** Null: this path is watched already. */
  readonly create: (input: CreateWatchFolder, now: string) => Promise<WatchFolderRecord | null>
  readonly change: (id: string, patch: PatchWatchFolder) => Promise<WatchFolderRecord | null>
  readonly delete: (id: string) => Promise<boolean>
  /** Locations in a folder and all below, of videos that were not removed, by key. */
  readonly locationsBelow: (folder: string, afterKey: number, limit: number) => Promise<readonly LocationBelow[]>
  /** Files that were refused as they were at a stamp, so that they are not tried again before they change. */
  readonly refusedFiles: (folder: string) => Promise<readonly { readonly path: string; readonly stamp: string }[]>
  readonly noteRefused: (path: string, stamp: string) => Promise<void>
  /** Whether a person wants to be asked when the film at this path is replaced: it lies in a folder that says so. */
  readonly asksWhenReplaced: (path: string) => Promise<boolean>
  /**
   * The file is another one now: it is none of the video's locations any more, and a person is asked what that means. False: they
   * have been asked about this very file, and nothing was changed.
   */
  readonly askReplaced: (file: ReplacedFile, now: string) => Promise<boolean>
  /** A question whose id is given, or which is about a path; dismissed ones too. */
  readonly replacedFile: (by: { readonly id: string } | { readonly path: string }) => Promise<ReplacedFile | null>
  /** Files in a folder and all below whose question nobody has answered, dismissed ones too. */
  readonly replacedBelow: (folder: string) => Promise<readonly ReplacedFile[]>
  readonly dismissReplaced: (id: string) => Promise<boolean>
  /** Whether a person removed the video of a content from a watched folder, and has not brought it back. */
  readonly wasRemoved: (contentId: string) => Promise<boolean>
}
