import { LRUCache } from 'lru-cache'
import type { CutSettings } from '../../contract/index.ts'
import { applyHandEdits, type HandEdits } from '../../domain/cuts/hand-edits.ts'
import type { SceneSpan } from '../../domain/cuts/scenes.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { pages } from '../../domain/pages.ts'
import type { MediaPort, SceneCut, StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
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
  /**
   * Cuts a video by the settings in force with what a person changed in place of what was kept of that. `false`: it has to
   * be decoded again first, which has begun.
   */
  readonly cutByHand: (videoId: string, edits: HandEdits) => Promise<Result<boolean, ApiFailure>>
  /** The first frames of the scenes that other settings would give, with what was changed by hand. Nothing is changed. */
  readonly preview: (videoId: string, cuts: CutSettings) => Promise<Result<readonly number[], ApiFailure>>
  /** Works on the scenes of a video while nothing else cuts it. */
  readonly inTurn: <Value>(videoId: string, work: () => Promise<Value>) => Promise<Value>
  readonly close: () => Promise<void>
}

/** How many videos are remembered as their detector cut them: edits of one follow one another. */
const remembered = 4

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
  const found = new LRUCache<string, readonly SceneCut[]>({ max: remembered })
  const turns = new Map<string, Promise<unknown>>()
  let all: Promise<void> | null = null
  let allAgain = false

  const inTurn = <Value>(videoId: string, work: () => Promise<Value>): Promise<Value> => {
    const turn = (turns.get(videoId) ?? Promise.resolve()).then(work)
    const settled = turn
      .catch(() => {})
      .finally(() => {
        if (turns.get(videoId) === settled) turns.delete(videoId)
      })
    turns.set(videoId, settled)
    return turn
  }

  const detect = async (video: VideoDetailsRecord, cuts: CutSettings): Promise<Result<readonly SceneCut[]>> => {
    const frames = await store.scenes.frames(video.contentId)
    const key = JSON.stringify([video.contentId, cuts, video.durationMs, frames.length])
    const known = found.get(key)
    if (known !== undefined) return ok(known)
    const contentFolder = parts.paths.content(video.contentId)
    const { durationMs } = video
    const scenes =
      frames.length === 0
        ? ok([])
        : await parts.media.recut({ contentFolder, cuts, frames, durationMs, signal: closing.signal })
    if (scenes.ok && scenes.value.length > 0) found.set(key, scenes.value)
    return scenes
  }

  const apply = async (
    video: VideoDetailsRecord,
    cuts: CutSettings,
    edits?: HandEdits,
  ): Promise<Result<boolean, ApiFailure>> => {
    const scenes = await detect(video, cuts)
    if (closing.signal.aborted) return ok(false)
    if (!scenes.ok || scenes.value.length === 0) {
      // Without kept features the video has to be decoded again; the settings are stored, so that cuts as asked.
      if ((await requeue(video.id, 'features_lost')) > 0) return ok(false)
      return scenes.ok || scenes.error.code === 'features_missing' ? ok(false) : fromFailure(scenes.error, 'internal')
    }
    // Vectors of frames stay; those of the new scenes are their means. Everything else is embedded where it is missing.
    const queued = await store.scenes.replace(video.id, scenes.value, edits)
    await requeue(video.id, 'scenes_changed')
    changes.jobsChanged(queued)
    changes.workQueued()
    changes.scenesChanged(video.id)
    changes.videoChanged(video.id)
    changes.statsChanged()
    return ok(true)
  }

  const recutAll = async (): Promise<void> => {
    const read = pages((position) => store.videos.list({ limit: 200, sort: 'added', order: 'asc', ...position }))
    for await (const videos of read) {
      for (const { id } of videos) {
        if (closing.signal.aborted || allAgain) return
        await inTurn(id, async () => {
          const video = await store.videos.get(id)
          if (video === null || video.cuts !== null || video.sceneCount === 0) return
          const { cuts } = await store.library.settings()
          await apply(video, cuts)
        })
      }
    }
  }

  return {
    recut: (videoId, cuts) =>
      inTurn(videoId, async () => {
        const video = await store.videos.get(videoId)
        if (video === null || video.removedAt !== null) return notFound('video')
        await store.videos.setCuts(videoId, cuts)
        const inForce = cuts ?? (await store.library.settings()).cuts
        const applied = await apply(video, inForce)
        changes.videoChanged(videoId)
        return applied.ok ? ok(null) : applied
      }),
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
    cutByHand: async (videoId, edits) => {
      const video = await store.videos.get(videoId)
      if (video === null || video.removedAt !== null) return notFound('video')
      return apply(video, video.cuts ?? (await store.library.settings()).cuts, edits)
    },
    preview: async (videoId, cuts) => {
      const video = await store.videos.get(videoId)
      if (video === null || video.removedAt !== null) return notFound('video')
      const scenes = await detect(video, cuts)
      if (!scenes.ok) return fromFailure(scenes.error, 'conflict')
      const edits = await store.scenes.handEdits(video.contentId)
      return ok(applyHandEdits<SceneSpan>(scenes.value, edits, (span) => span).map(({ startFrame }) => startFrame))
    },
    inTurn,
    close: async () => {
      closing.abort()
      await all
    },
  }
}
