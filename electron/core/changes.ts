import type { JobState, StageId } from '../contract/index.ts'

/** A job that has ended, as far as what follows from it needs to know. */
export interface EndedJob {
  readonly id: string
  readonly videoId: string
  readonly stage: StageId
}

/** What can be listened to. Each is called at once, while the change is written, and must not throw. */
export interface ChangeListener {
  /** Rows of jobs changed; by id. */
  readonly jobsChanged: (ids: readonly string[]) => void
  readonly videoChanged: (id: string) => void
  readonly videoRemoved: (id: string) => void
  /** A video has other scenes or captions. */
  readonly scenesChanged: (videoId: string) => void
  /** Something that `stats` tells. */
  readonly statsChanged: () => void
  /** Null: the list of models itself changed. */
  readonly modelChanged: (id: string | null) => void
  /** The Python environment that models run in. */
  readonly runtimeChanged: () => void
  /** Vectors were added or deleted, or another space answers. */
  readonly spacesChanged: () => void
  /** A bin was made, changed or deleted, or its ranges changed. */
  readonly binChanged: (id: string) => void
  /** People or their faces changed. */
  readonly peopleChanged: () => void
  /** An export was begun, went on or ended. */
  readonly exportChanged: (id: string) => void
  /** A watched folder was added, changed or removed, or its state or files changed. */
  readonly watchFolderChanged: (id: string) => void
  /** Somebody changed preferences. */
  readonly preferencesChanged: () => void
  /** Files in the library's folder came, grew or went. */
  readonly storageChanged: () => void
  /** Jobs wait that nobody has looked for yet. */
  readonly workQueued: () => void
  /** The file of a video is there again. */
  readonly fileFound: (videoId: string) => void
  /** The file at a video's location holds something else than the video. */
  readonly fileReplaced: (videoId: string, path: string) => void
  /** A file was imported as it was at that stamp; it may still be written to. */
  readonly fileImported: (videoId: string, path: string, stamp: string) => void
}

/** What follows from the end of a job; work is not idle before it is done. */
export type AfterJob = (job: EndedJob, state: JobState) => Promise<void>

/**
 * The change bus of one library. It knows nobody: whoever changes something writes it here, and whoever has to follow
 * listens, so that parts need not know each other and can be made one after the other.
 */
export interface Changes extends ChangeListener {
  /** Answers what ends the listening. */
  readonly listen: (listener: Partial<ChangeListener>) => () => void
  /** A job ended; resolves when everything that follows from it is done, rejects when some of it failed. */
  readonly jobEnded: AfterJob
  readonly afterJobs: (follow: AfterJob) => void
}

/** A bus that nobody listens to yet. */
export const createChanges = (): Changes => {
  const listeners = new Set<Partial<ChangeListener>>()
  const followers: AfterJob[] = []

  const call = (one: (listener: Partial<ChangeListener>) => void): void => {
    for (const listener of listeners) one(listener)
  }

  return {
    jobsChanged: (ids) => {
      if (ids.length > 0) call((listener) => listener.jobsChanged?.(ids))
    },
    videoChanged: (id) => call((listener) => listener.videoChanged?.(id)),
    videoRemoved: (id) => call((listener) => listener.videoRemoved?.(id)),
    scenesChanged: (videoId) => call((listener) => listener.scenesChanged?.(videoId)),
    statsChanged: () => call((listener) => listener.statsChanged?.()),
    modelChanged: (id) => call((listener) => listener.modelChanged?.(id)),
    runtimeChanged: () => call((listener) => listener.runtimeChanged?.()),
    spacesChanged: () => call((listener) => listener.spacesChanged?.()),
    binChanged: (id) => call((listener) => listener.binChanged?.(id)),
    peopleChanged: () => call((listener) => listener.peopleChanged?.()),
    exportChanged: (id) => call((listener) => listener.exportChanged?.(id)),
    watchFolderChanged: (id) => call((listener) => listener.watchFolderChanged?.(id)),
    preferencesChanged: () => call((listener) => listener.preferencesChanged?.()),
    storageChanged: () => call((listener) => listener.storageChanged?.()),
    workQueued: () => call((listener) => listener.workQueued?.()),
    fileFound: (videoId) => call((listener) => listener.fileFound?.(videoId)),
    fileReplaced: (videoId, path) => call((listener) => listener.fileReplaced?.(videoId, path)),
    fileImported: (videoId, path, stamp) => call((listener) => listener.fileImported?.(videoId, path, stamp)),
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    jobEnded: async (job, state) => {
      for (const follow of followers) await follow(job, state)
    },
    afterJobs: (follow) => {
      followers.push(follow)
    },
  }
}
