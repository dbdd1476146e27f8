import type { StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import type { Changes } from '../changes.ts'
import type { Locations } from './locations.ts'
import { readStamp } from './read-stamp.ts'
import type { ReplacedFiles } from './replaced-files.ts'
import type { Requeue } from './requeue.ts'

const lookEveryMs = 500
/** A file that has not changed for so long counts as written. */
const settledAfterMs = 2_000
/** A file that was written to so lately may still be written: it is looked at again a few times. */
const freshForMs = 60_000
const firstLookAfterMs = 1_000
const locationsAtOnce = 200
const identifyLimitMs = 30_000

/** What the changed files work with. */
export interface ChangedFilesParts {
  readonly store: StorePort
  readonly locations: Locations
  readonly changes: Changes
  readonly requeue: Requeue
  /** Imports a file that has stopped changing. */
  readonly takeFile: (path: string) => Promise<unknown>
  readonly replacedFiles: Pick<ReplacedFiles, 'mayAsk' | 'ask'>
  /** Whether what begins like this file is a film. */
  readonly isVideo: (path: string) => Promise<boolean>
  readonly log: (level: 'info' | 'warn', message: string) => void
}

/** Waits for files that are still being written or were replaced, and then gives their videos the new content. */
export interface ChangedFiles {
  /** The file at a video's location is not the one that it was. */
  readonly notice: (videoId: string, path: string) => void
  /** Looks at a file that was just imported until it is surely complete. */
  readonly watch: (videoId: string, path: string, stamp: string) => Promise<void>
  /** Looks at every location once, for what happened while the library was closed. */
  readonly checkAll: (signal: AbortSignal) => Promise<void>
  readonly close: () => Promise<void>
}

interface Changing {
  readonly videoId: string
  stamp: string
  sinceMs: number
}

interface Watched {
  readonly videoId: string
  readonly stamp: string
  /** Looks come at doubling distances. */
  waitMs: number
  lookAtMs: number
}

/** The changed files of one library. */
export const createChangedFiles = (parts: ChangedFilesParts): ChangedFiles => {
  const { store, locations, changes } = parts
  const changing = new Map<string, Changing>()
  const watched = new Map<string, Watched>()
  const closing = new AbortController()
  let timer: ReturnType<typeof setTimeout> | null = null
  let looking: Promise<void> | null = null

  const holdsElsewhere = async (video: VideoDetailsRecord, path: string): Promise<boolean> => {
    for (const location of video.locations) {
      if (location.path === path) continue
      if ((await locations.inspect(video, location, closing.signal)) === 'same') return true
    }
    return false
  }

  /** A video that is being replaced is examined again, which waits until its file is written: so its state tells. */
  const tell = async (videoId: string, path: string): Promise<void> => {
    const video = await store.videos.get(videoId)
    if (video === null || video.removedAt !== null || (await holdsElsewhere(video, path))) return
    if (await parts.replacedFiles.mayAsk(video, path)) return
    await parts.requeue(videoId, 'file_replaced')
  }

  const settle = async (path: string, entry: Changing): Promise<void> => {
    locations.forget(path)
    const video = await store.videos.get(entry.videoId)
    if (video === null || video.removedAt !== null) return
    const location = video.locations.find((candidate) => candidate.path === path)
    const seen = location === undefined ? 'gone' : await locations.inspect(video, location, closing.signal)
    if (seen !== 'changed') return
    if (await parts.isVideo(path)) {
      const isAsked =
        !(await holdsElsewhere(video, path)) && (await parts.replacedFiles.ask(video, path, closing.signal))
      if (!isAsked) await parts.takeFile(path)
      return
    }
    // Whatever took the film's place is none: the film is not there any more.
    await store.videos.dropLocation(video.id, path)
    changes.videoChanged(video.id)
    changes.statsChanged()
  }

  const lookAtChanging = async (path: string, entry: Changing): Promise<void> => {
    const found = await readStamp(path)
    const nowMs = performance.now()
    if (found.kind === 'gone') {
      changing.delete(path)
      locations.forget(path)
      changes.workQueued()
      return
    }
    const stamp = found.kind === 'file' ? found.stamp : ''
    if (stamp !== entry.stamp || (found.kind === 'file' && found.sizeBytes === 0)) {
      entry.stamp = stamp
      entry.sinceMs = nowMs
      return
    }
    if (nowMs - entry.sinceMs < settledAfterMs) return
    await settle(path, entry).finally(() => changing.delete(path))
    changes.workQueued()
  }

  const lookAtWatched = async (path: string, entry: Watched): Promise<void> => {
    const nowMs = performance.now()
    if (nowMs < entry.lookAtMs) return
    const found = await readStamp(path)
    if (found.kind === 'file' && found.stamp !== entry.stamp) {
      watched.delete(path)
      const video = await store.videos.get(entry.videoId)
      const location = video?.locations.find((candidate) => candidate.path === path)
      if (video === null || location === undefined) return
      if ((await locations.inspect(video, location, closing.signal)) === 'changed') notice(video.id, path)
      return
    }
    if (found.kind !== 'file' || Date.now() - found.changedAtMs > freshForMs) watched.delete(path)
    entry.waitMs *= 2
    entry.lookAtMs = nowMs + entry.waitMs
  }

  const look = async (): Promise<void> => {
    for (const [path, entry] of changing) {
      if (closing.signal.aborted) return
      await lookAtChanging(path, entry).catch((thrown: unknown) => {
        changing.delete(path)
        parts.log('warn', `a file that changed could not be read again: ${String(thrown)}`)
      })
    }
    for (const [path, entry] of watched) {
      if (closing.signal.aborted) return
      await lookAtWatched(path, entry).catch(() => watched.delete(path))
    }
  }

  const schedule = (): void => {
    if (timer !== null || looking !== null || closing.signal.aborted || changing.size + watched.size === 0) return
    timer = setTimeout(() => {
      timer = null
      looking = look().finally(() => {
        looking = null
        schedule()
      })
    }, lookEveryMs)
    timer.unref()
  }

  const notice = (videoId: string, path: string): void => {
    if (closing.signal.aborted || changing.has(path)) return
    changing.set(path, { videoId, stamp: '', sinceMs: performance.now() })
    void tell(videoId, path).catch(() => {
      // The store is closing; the next start looks at every file.
    })
    schedule()
  }

  return {
    notice,
    watch: async (videoId, path, stamp) => {
      const found = await readStamp(path)
      if (closing.signal.aborted || found.kind !== 'file' || Date.now() - found.changedAtMs > freshForMs) return
      watched.set(path, {
        videoId,
        stamp,
        waitMs: firstLookAfterMs,
        lookAtMs: performance.now() + firstLookAfterMs,
      })
      schedule()
    },
    checkAll: async (signal) => {
      const either = AbortSignal.any([signal, closing.signal])
      let afterKey = 0
      for (;;) {
        const page = await store.videos.locations(afterKey, locationsAtOnce)
        for (const location of page) {
          if (either.aborted) return
          const found = await readStamp(location.path)
          if (found.kind !== 'file' || found.stamp === location.stamp) continue
          const video = await store.videos.get(location.videoId)
          if (video === null) continue
          const limited = AbortSignal.any([either, AbortSignal.timeout(identifyLimitMs)])
          const seen = await locations.inspect(video, location, limited)
          if (seen === 'changed') notice(video.id, location.path)
        }
        const last = page.at(-1)
        if (last === undefined || page.length < locationsAtOnce) return
        afterKey = last.key
      }
    },
    close: async () => {
      closing.abort()
      if (timer !== null) clearTimeout(timer)
      await looking
    },
  }
}
