import { stat } from 'node:fs/promises'

import type { MediaPort, StorePort, VideoDetailsRecord, VideoRecord } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { systemCode } from './failures.ts'

const freshForMs = 15_000
const maxRemembered = 20_000
const checkersAtOnce = 2

/** Knows which known locations of videos exist, without making anybody wait for a slow disk. */
export interface Locations {
  /** Those of the video's locations that exist now. */
  readonly existing: (video: VideoDetailsRecord) => Promise<ReadonlySet<string>>
  /** Checks in the background and notes in the store which videos are missing. */
  readonly refresh: (videos: readonly VideoRecord[]) => void
  /** Forgets what is remembered of a path. */
  readonly forget: (path: string) => void
  /** A location that exists and still holds the video's content. */
  readonly verified: (video: VideoDetailsRecord, signal: AbortSignal) => Promise<Result<string>>
}

/** Whether there is a regular file. Errors other than absence (a permission, say) count as there. */
const fileExists = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile()
  } catch (thrown) {
    return !['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes(systemCode(thrown))
  }
}

/** Locations of one library. `onChange` hears of videos whose presence changed. */
export const createLocations = (store: StorePort, media: MediaPort, onChange: (videoId: string) => void): Locations => {
  const remembered = new Map<string, { readonly exists: boolean; readonly atMs: number }>()
  const queue = new Map<string, VideoRecord>()
  let checkers = 0

  const exists = async (path: string): Promise<boolean> => {
    const known = remembered.get(path)
    if (known !== undefined && performance.now() - known.atMs < freshForMs) return known.exists
    const answer = await fileExists(path)
    if (remembered.size >= maxRemembered) remembered.clear()
    remembered.set(path, { exists: answer, atMs: performance.now() })
    return answer
  }

  const existing = async (video: VideoDetailsRecord): Promise<ReadonlySet<string>> => {
    const answers = await Promise.all(video.locations.map(async ({ path }) => ((await exists(path)) ? [path] : [])))
    return new Set(answers.flat())
  }

  const check = async (video: VideoRecord): Promise<void> => {
    let missing = !(await exists(video.path))
    if (missing) {
      const details = await store.videos.get(video.id)
      if (details === null) return
      missing = (await existing(details)).size === 0
    }
    if (missing === video.missing) return
    await store.videos.setMissing(video.id, missing)
    onChange(video.id)
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
    forget: (path) => remembered.delete(path),
    refresh: (videos) => {
      for (const video of videos) {
        const known = remembered.get(video.path)
        const fresh = known !== undefined && performance.now() - known.atMs < freshForMs
        if (!fresh || known.exists === video.missing) queue.set(video.id, video)
      }
      while (checkers < checkersAtOnce && queue.size > checkers) void work()
    },
    verified: async (video, signal) => {
      let changed: string | null = null
      for (const { path } of newestFirst(video)) {
        if (!(await fileExists(path))) continue
        const identity = await media.identify(path, signal)
        if (identity.ok && identity.value.contentId === video.contentId) return ok(path)
        if (!identity.ok && identity.error.code !== 'file_not_found') return identity
        changed = path
      }
      return err(
        changed === null
          ? {
              code: 'file_not_found',
              message: 'The file is not where it was.',
              remedy: 'Bring it back or use “Locate…” to show where it is now; then retry.',
            }
          : {
              code: 'file_changed',
              message: `${changed} holds other content now than when it was imported.`,
              remedy: 'Import it again as a new video, or use “Locate…” to show the original file.',
            },
      )
    },
  }
}

/** The record's own path first, then its other locations, the last seen first. */
export const newestFirst = (video: VideoDetailsRecord): readonly { readonly path: string }[] => {
  const others = video.locations
    .filter((location) => location.path !== video.path)
    .toSorted((a, b) => b.seenAt.localeCompare(a.seenAt))
  return [{ path: video.path }, ...others]
}
