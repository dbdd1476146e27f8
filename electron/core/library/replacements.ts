import { rm } from 'node:fs/promises'

import type { StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import type { Scheduler } from '../../pipeline/scheduler-types.ts'
import type { Changes } from '../changes.ts'
import { beginsLikeVideo } from '../imports/read-head.ts'
import type { LibraryPaths } from '../library-paths.ts'
import type { Locations } from './locations.ts'

/** A video whose file another content has taken the place of (see `VideoStore.register`). */
export interface Replaced {
  readonly video: VideoDetailsRecord
  /** `keep`: what is there now is no film, so the video keeps what was made of the old one. */
  readonly how: 'renew' | 'copy' | 'keep'
}

/** Gives a video the new content of its file. */
export interface Replacements {
  /**
   * The video that had this path until now, with its work stopped when it is about to be renewed; null when no video that
   * counts had it. To be called when the file's content is in no video. `videoId`: a video that had the path before.
   */
  readonly prepare: (path: string, signal: AbortSignal, videoId?: string) => Promise<Replaced | null>
  /** The video has its new content: what was made from the old one goes. */
  readonly complete: (replaced: Replaced) => Promise<void>
}

/** The replacements of one library. */
export const createReplacements = (parts: {
  readonly store: StorePort
  readonly locations: Locations
  readonly scheduler: Pick<Scheduler, 'cancel'>
  readonly changes: Changes
  readonly paths: LibraryPaths
  /** Stops making a playable copy of it. */
  readonly forgetProxy: (videoId: string) => void
}): Replacements => {
  const { store, changes } = parts

  const stopWork = async (videoId: string): Promise<void> => {
    for (const job of await store.jobs.ofVideo(videoId)) {
      if (job.state !== 'waiting' && job.state !== 'running') continue
      await parts.scheduler.cancel(job.id, { code: 'file_changed', message: 'The file was replaced.' })
    }
  }

  return {
    prepare: async (path, signal, videoId) => {
      const holder = videoId ?? (await store.videos.findByPath(path))?.id
      const video = holder === undefined ? null : await store.videos.get(holder)
      if (video === null || video.removedAt !== null) return null
      // What is not a film takes nothing from one that could be watched.
      if (video.sceneCount > 0 && !(await beginsLikeVideo(path))) return { video, how: 'keep' }
      for (const location of video.locations) {
        if (location.path === path) continue
        const seen = await parts.locations.inspect(video, location, signal)
        if (seen === 'same' || seen === 'unknown') return { video, how: 'copy' }
      }
      await stopWork(video.id)
      return { video, how: 'renew' }
    },
    complete: async ({ video }) => {
      parts.forgetProxy(video.id)
      for (const { path } of video.locations) parts.locations.forget(path)
      await rm(parts.paths.content(video.contentId), { recursive: true, force: true })
      changes.scenesChanged(video.id)
    },
  }
}
