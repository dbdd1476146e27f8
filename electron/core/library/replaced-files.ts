import type { AnsweredReplaced, AnswerReplaced, Failure } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { MediaPort, StorePort, VideoDetailsRecord } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Changes } from '../changes.ts'
import { fromFailure, notFound } from '../failures.ts'
import type { Imports } from '../imports/imports.ts'
import type { Locations } from './locations.ts'
import { readStamp } from './read-stamp.ts'

/** A film that grows so soon after its import was still being written. */
const freshForMs = 60_000

const unreadable: Failure = {
  code: 'unreadable',
  message: 'The file cannot be read.',
  remedy: 'Put the film back, or dismiss the question.',
}

/** Films of watched folders that another took the place of: a person says what that means. */
export interface ReplacedFiles {
  /** Whether a person would be asked if the video's file at this path was another film now. */
  readonly mayAsk: (video: VideoDetailsRecord, path: string) => Promise<boolean>
  /**
   * Asks, and takes the path from the video. False where there is nothing to ask: the folder renews at once, the film has only
   * grown, or its content is in the library already.
   */
  readonly ask: (video: VideoDetailsRecord, path: string, signal: AbortSignal) => Promise<boolean>
  readonly answer: (id: string, use: AnswerReplaced['use']) => Promise<Result<AnsweredReplaced, ApiFailure>>
}

/** The replaced films of one library. */
export const createReplacedFiles = (parts: {
  readonly store: StorePort
  readonly media: Pick<MediaPort, 'identify'>
  readonly locations: Pick<Locations, 'forget'>
  readonly changes: Changes
  readonly imports: Pick<Imports, 'takeFile'>
}): ReplacedFiles => {
  const { store, media, changes } = parts

  const mayAsk: ReplacedFiles['mayAsk'] = async (video, path) => {
    const location = video.locations.find((candidate) => candidate.path === path)
    // Nothing was made of the old film yet, or its files are those of a camera, which nobody writes again.
    if (location === undefined || location.parts !== undefined || video.sceneCount === 0) return false
    return await store.watchFolders.asksWhenReplaced(path)
  }

  const hasGrown = async (
    video: VideoDetailsRecord,
    path: string,
    sizeBytes: number,
    signal: AbortSignal,
  ): Promise<boolean> => {
    if (sizeBytes <= video.sizeBytes) return false
    const seenAt = video.locations.find((location) => location.path === path)?.seenAt ?? ''
    if (Date.now() - Date.parse(seenAt) < freshForMs) return true
    const beginning = await media.identify(path, signal, video.sizeBytes)
    return beginning.ok && beginning.value.contentId === video.contentId
  }

  return {
    mayAsk,
    ask: async (video, path, signal) => {
      if (!(await mayAsk(video, path))) return false
      const found = await readStamp(path)
      const identity = await media.identify(path, signal)
      if (found.kind !== 'file' || !identity.ok) return false
      if ((await store.videos.findByContent(identity.value.contentId)) !== null) return false
      if (await hasGrown(video, path, identity.value.sizeBytes, signal)) return false
      await store.watchFolders.askReplaced({ path, videoId: video.id, stamp: found.stamp }, new Date().toISOString())
      parts.locations.forget(path)
      changes.videoChanged(video.id)
      changes.statsChanged()
      return true
    },
    answer: async (id, use) => {
      const asked = await store.watchFolders.replacedFile({ id })
      if (asked === null) return notFound('question')
      const item = await parts.imports.takeFile(asked.path, use === 'renew' ? asked.videoId : undefined)
      changes.statsChanged()
      if (item.videoId === undefined) return fromFailure(item.error ?? unreadable, 'conflict')
      changes.videoChanged(asked.videoId)
      return ok({ videoId: item.videoId })
    },
  }
}
