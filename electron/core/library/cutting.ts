import { type CutSettings, frameModalities } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { pages } from '../../domain/pages.ts'
import type { MediaPort, StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Changes } from '../changes.ts'
import { fromFailure, notFound } from '../failures.ts'
import type { LibraryPaths } from '../library-paths.ts'
import type { Requeue } from './requeue.ts'

/** Cuts videos again from their kept features. */
export interface Cutting {
  /** Null: back to the library's settings. */
  readonly recut: (videoId: string, cuts: CutSettings | null) => Promise<Result<null, ApiFailure>>
  /** The library's settings changed: every video without its own is cut again, one after the other. */
  readonly recutAll: () => void
  readonly close: () => Promise<void>
}

/** The cutting of one library. */
export const createCutting = (parts: {
  readonly store: StorePort
  readonly media: MediaPort
  readonly changes: Changes
  readonly paths: LibraryPaths
  readonly requeue: Requeue
  readonly log: (level: 'warn', message: string) => void
}): Cutting => {
  const { store, changes, requeue } = parts
  const closing = new AbortController()
  let all: Promise<void> | null = null
  let allAgain = false

  const apply = async (video: VideoDetailsRecord, cuts: CutSettings): Promise<Result<null, ApiFailure>> => {
    const frames = await store.scenes.frames(video.contentId)
    const contentFolder = parts.paths.content(video.contentId)
    const scenes =
      frames.length === 0
        ? null
        : await parts.media.recut({
            contentFolder,
            cuts,
            frames,
            durationMs: video.durationMs,
            signal: closing.signal,
          })
    if (closing.signal.aborted) return ok(null)
    if (scenes === null || !scenes.ok) {
      // Without kept features the video has to be decoded again; the settings are stored, so that cuts as asked.
      if ((await requeue(video.id, 'features_lost')) > 0) return ok(null)
      return scenes === null || scenes.error.code === 'features_missing'
        ? ok(null)
        : fromFailure(scenes.error, 'internal')
    }
    await store.scenes.replace(video.id, scenes.value)
    // Vectors of frames stay; those of the new scenes are their means. Everything else is embedded where it is missing.
    for (const { id, modality } of await store.vectors.list()) {
      if (frameModalities.includes(modality)) await store.vectors.poolScenes(id, video.id)
    }
    await requeue(video.id, 'scenes_changed')
    changes.scenesChanged(video.id)
    changes.videoChanged(video.id)
    changes.statsChanged()
    return ok(null)
  }

  const recutAll = async (): Promise<void> => {
    const read = pages((position) => store.videos.list({ limit: 200, sort: 'added', order: 'asc', ...position }))
    for await (const videos of read) {
      for (const { id } of videos) {
        if (closing.signal.aborted || allAgain) return
        const video = await store.videos.get(id)
        if (video === null || video.cuts !== null || video.sceneCount === 0) continue
        const { cuts } = await store.library.settings()
        await apply(video, cuts)
      }
    }
  }

  return {
    recut: async (videoId, cuts) => {
      const video = await store.videos.get(videoId)
      if (video === null || video.removedAt !== null) return notFound('video')
      await store.videos.setCuts(videoId, cuts)
      const inForce = cuts ?? (await store.library.settings()).cuts
      const applied = await apply(video, inForce)
      changes.videoChanged(videoId)
      return applied
    },
    recutAll: () => {
      allAgain = all !== null
      all ??= (async () => {
        do {
          allAgain = false
          await recutAll()
        } while (allAgain && !closing.signal.aborted)
      })()
        .catch((thrown: unknown) => parts.log('warn', `cutting again stopped: ${String(thrown)}`))
        .finally(() => {
          all = null
        })
    },
    close: async () => {
      closing.abort()
      await all
    },
  }
}
