import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { partsListEnding } from '../../domain/import/parts-list.ts'
import { fileChanging } from '../../domain/jobs/retry-policy.ts'
import type {
  ContentIdentity,
  MediaPort,
  StorePort,
  VideoDetailsRecord,
  VideoLocation,
  VideoRecord,
} from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Changes } from '../changes.ts'
import { filesAt, readLocationStamp } from './location-files.ts'
import { readStamp } from './read-stamp.ts'

const freshForMs = 15_000
const maxRemembered = 20_000
const checkersAtOnce = 2
const identifyLimitMs = 30_000

/** Knows which known locations of videos exist, without making anybody wait for a slow disk. */
export interface Locations {
  /** Those of the video's locations that exist now. */
  readonly existing: (video: VideoDetailsRecord) => Promise<ReadonlySet<string>>
  /** Checks in the background and notes in the store which videos are missing. */
  readonly refresh: (videos: readonly VideoRecord[]) => void
  /** Forgets what is remembered of a path. */
  readonly forget: (path: string) => void
  /**
   * Whether the file at a location still holds the video: by its stamp, and by its content where the stamp is another.
   * `unknown`: it cannot be read now.
   */
  readonly inspect: (
    video: Pick<VideoRecord, 'contentId'>,
    location: VideoLocation,
    signal: AbortSignal,
  ) => Promise<'same' | 'changed' | 'gone' | 'unknown'>
  /**
   * What to open for a video: a location that exists and still holds its content, which was read, or for a film of several files
   * the list of them. `file_changing` where the location holds another content.
   */
  readonly verified: (video: VideoDetailsRecord, signal: AbortSignal) => Promise<Result<string>>
  /** Whether the file that was last verified for the video is still that one, so that what was read from it counts. */
  readonly unchanged: (video: VideoDetailsRecord, signal: AbortSignal) => Promise<boolean>
}

/** Whether work on the video failed because its file was not there. */
const lacksFile = (video: VideoRecord): boolean =>
  [video.error, ...video.warnings].some((problem) => problem?.code === 'file_not_found')

/** Knows nothing at first; tells of files that went, came back or were replaced. */
export const createLocations = (
  store: StorePort,
  media: Pick<MediaPort, 'identify' | 'identifyParts' | 'writePartsList'>,
  changes: Changes,
  listFolder: string,
): Locations => {
  /** Whether there is something at a path, as far as that was looked at just now. */
  const remembered = new LRUCache<string, boolean>({ max: maxRemembered, ttl: freshForMs })
  const verifiedAs = new LRUCache<string, VideoLocation>({ max: maxRemembered })
  const queue = new Map<string, VideoRecord>()
  /** Lists of parts that are being written, by content. */
  const writing = new Map<string, Promise<void>>()
  let checkers = 0

  const exists = async (path: string): Promise<boolean> => {
    const known = remembered.get(path)
    if (known !== undefined) return known
    // What cannot be looked at (a permission, say) counts as there.
    const answer = (await readStamp(path)).kind !== 'gone'
    remembered.set(path, answer)
    return answer
  }

  const identify = (location: VideoLocation, signal: AbortSignal): Promise<Result<ContentIdentity>> =>
    location.parts === undefined
      ? media.identify(location.path, signal)
      : media.identifyParts(filesAt(location), signal)

  /** The path by which the files of a location are read. */
  const readable = async (contentId: string, location: VideoLocation): Promise<string> => {
    const { parts } = location
    if (parts === undefined) return location.path
    const listPath = join(listFolder, `${contentId}${partsListEnding}`)
    const files = filesAt(location)
    const before = writing.get(contentId) ?? Promise.resolve()
    const written = before
      .catch(() => {})
      .then(() =>
        media.writePartsList(
          listPath,
          parts.map(({ durationUs }, index) => ({ durationUs, path: files[index] ?? location.path })),
        ),
      )
    writing.set(contentId, written)
    await written.finally(() => {
      if (writing.get(contentId) === written) writing.delete(contentId)
    })
    return listPath
  }

  const inspect: Locations['inspect'] = async (video, location, signal) => {
    const found = await readLocationStamp(location)
    remembered.set(location.path, found.kind !== 'gone')
    if (found.kind === 'gone') return 'gone'
    if (found.kind === 'unreadable') return 'unknown'
    if (location.stamp === found.stamp) return 'same'
    const identity = await identify(location, signal)
    if (!identity.ok) {
      if (identity.error.code === 'empty_file') return 'changed'
      return identity.error.code === 'file_not_found' ? 'gone' : 'unknown'
    }
    if (identity.value.contentId !== video.contentId) return 'changed'
    await store.videos.setStamp(location.path, found.stamp)
    return 'same'
  }

  const existing = async (video: VideoDetailsRecord): Promise<ReadonlySet<string>> => {
    const answers = await Promise.all(
      video.locations.map(async (location) => {
        const files = await Promise.all(filesAt(location).map(exists))
        return files.every(Boolean) ? [location.path] : []
      }),
    )
    return new Set(answers.flat())
  }

  /** Looks at the locations of a video of which something has changed; null: there is no such video any more. */
  const isMissing = async (video: VideoRecord): Promise<boolean | null> => {
    const details = await store.videos.get(video.id)
    if (details === null) return null
    const newest = details.locations.find(({ path }) => path === video.path)
    if (newest !== undefined) {
      const seen = await inspect(details, newest, AbortSignal.timeout(identifyLimitMs))
      if (seen === 'changed') changes.fileReplaced(video.id, newest.path)
    }
    return (await existing(details)).size === 0
  }

  const check = async (video: VideoRecord): Promise<void> => {
    const found = await readStamp(video.path)
    remembered.set(video.path, found.kind !== 'gone')
    const asItWas = found.kind === 'file' && found.stamp === video.stamp
    const missing = asItWas ? false : await isMissing(video)
    if (missing === null) return
    if (missing !== video.missing) await store.videos.setMissing(video.id, missing)
    // Work may have failed for want of the file while nobody looked at the list.
    if (missing === video.missing && (missing || !lacksFile(video))) return
    changes.videoChanged(video.id)
    if (!missing) changes.fileFound(video.id)
  }

  const work = async (): Promise<void> => {
    checkers += 1
    try {
      for (;;) {
        const next = queue.entries().next()
        if (next.done === true) return
        const [id, video] = next.value
        queue.delete(id)
        await check(video)
      }
    } catch {
      // The store is closing or the disk is gone; the next list asks again.
      queue.clear()
    } finally {
      checkers -= 1
    }
  }

  return {
    existing,
    forget: (path) => {
      remembered.delete(path)
    },
    refresh: (videos) => {
      for (const video of videos) {
        const known = remembered.get(video.path)
        const asTold = known !== undefined && known !== video.missing && !(known && lacksFile(video))
        if (!asTold) queue.set(video.id, video)
      }
      while (checkers < checkersAtOnce && queue.size > checkers) void work()
    },
    inspect,
    verified: async (video, signal) => {
      let changed: string | null = null
      for (const location of newestFirst(video)) {
        const { path, stamp } = location
        const found = await readLocationStamp(location)
        if (found.kind === 'gone') continue
        const identity = await identify(location, signal)
        if (identity.ok && identity.value.contentId === video.contentId) {
          if (found.kind === 'file') {
            verifiedAs.set(video.id, { ...location, stamp: found.stamp })
            if (found.stamp !== stamp) await store.videos.setStamp(path, found.stamp)
          }
          return ok(await readable(video.contentId, location))
        }
        if (identity.ok || identity.error.code === 'empty_file') changed = path
        else if (identity.error.code !== 'file_not_found') return identity
      }
      if (changed !== null) {
        changes.fileReplaced(video.id, changed)
        return err(fileChanging)
      }
      return err({
        code: 'file_not_found',
        message: 'The file is not where it was.',
        remedy: 'Bring it back or use “Locate…” to show where it is now; then retry.',
      })
    },
    unchanged: async (video, signal) => {
      const read = verifiedAs.get(video.id)
      if (read === undefined) return true
      if ((await inspect(video, read, signal)) !== 'changed') return true
      changes.fileReplaced(video.id, read.path)
      return false
    },
  }
}

/** The locations of a video, the last seen first. A path that another video has now is none of them. */
export const newestFirst = (video: VideoDetailsRecord): readonly VideoLocation[] =>
  video.locations.toSorted((a, b) => b.seenAt.localeCompare(a.seenAt))
