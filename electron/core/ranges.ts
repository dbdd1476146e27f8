import type { BinEntry } from '../contract/index.ts'
import type { ApiFailure } from '../domain/failure.ts'
import { frameTimeMs } from '../domain/frame-times.ts'
import type { NewBinItem, StorePort, VideoDetailsRecord } from '../domain/ports/index.ts'
import { ok, type Result } from '../domain/result.ts'
import { refuse } from './failures.ts'

/** Makes scenes and frames that a request names into ranges of contents. */
export interface Ranges {
  /** In the order given; refuses all when one does not exist. */
  readonly resolve: (entries: readonly BinEntry[]) => Promise<Result<readonly NewBinItem[], ApiFailure>>
}

type Range = { readonly startFrame: number; readonly endFrame: number }

const outside = (video: VideoDetailsRecord, { startFrame, endFrame }: Range) =>
  refuse(
    'bad_request',
    `“${video.title}” has ${video.frameCount} frames; ${startFrame} to ${endFrame} is not within them.`,
    'Take frames from 0, with an end (exclusive) that is greater than the start and at most the number of frames.',
  )

/** Ranges of the videos of one library. */
export const createRanges = ({ videos, scenes }: Pick<StorePort, 'videos' | 'scenes'>): Ranges => ({
  resolve: async (entries) => {
    const known = new Map<string, VideoDetailsRecord | null>()
    const videoOf = async (id: string): Promise<VideoDetailsRecord | null> => {
      const held = known.get(id)
      if (held !== undefined) return held
      const read = await videos.get(id)
      const visible = read === null || read.removedAt !== null ? null : read
      known.set(id, visible)
      return visible
    }
    const asked = entries.flatMap((entry) => ('sceneId' in entry ? [entry.sceneId] : []))
    const scenesById = new Map((await scenes.getMany(asked)).map((scene) => [scene.id, scene]))
    const items: NewBinItem[] = []
    for (const entry of entries) {
      const kept = { note: entry.note ?? '', handlesFrames: entry.handlesFrames ?? null }
      if ('sceneId' in entry) {
        const scene = scenesById.get(entry.sceneId)
        const video = scene === undefined ? null : await videoOf(scene.videoId)
        if (scene === undefined || video === null)
          return refuse(
            'not_found',
            `There is no scene ${entry.sceneId}.`,
            'The video may have been cut again; reload its scenes.',
          )
        const { contentId, startFrame, endFrame, startMs, endMs } = scene
        items.push({ contentId, videoId: video.id, title: video.title, startFrame, endFrame, startMs, endMs, ...kept })
        continue
      }
      const { videoId, startFrame, endFrame } = entry
      const video = await videoOf(videoId)
      if (video === null)
        return refuse('not_found', `There is no video ${videoId}.`, 'It may have been removed; reload the library.')
      if (endFrame <= startFrame || endFrame > video.frameCount) return outside(video, entry)
      const timeOf = async (frame: number): Promise<number> =>
        frameTimeMs(frame, await scenes.holding(videoId, frame), {
          frameRate: video.frameRate,
          variableFrameRate: video.probe?.variableFrameRate ?? false,
        })
      items.push({
        contentId: video.contentId,
        videoId,
        title: video.title,
        startFrame,
        endFrame,
        startMs: await timeOf(startFrame),
        endMs: await timeOf(endFrame),
        ...kept,
      })
    }
    return ok(items)
  },
})
