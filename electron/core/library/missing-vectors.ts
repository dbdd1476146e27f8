import { modalityOf, type Space, type StageId, stageOf } from '../../contract/index.ts'
import type { JobRecord, StorePort } from '../../domain/ports/index.ts'
import type { Requeue } from './requeue.ts'

/**
 * Finds videos whose vectors are missing although the stages that make them have ended: a space was emptied, or a model
 * was chosen while the video was removed. What is missing decides, not what was once remembered to do.
 */
export interface MissingVectors {
  /** `rows`: the video's job rows, when they have just been read. */
  readonly fillVideo: (videoId: string, rows?: readonly JobRecord[]) => Promise<void>
  /** Every video of the library; stops at an abort. */
  readonly fillAll: (signal: AbortSignal) => Promise<void>
}

/** Looks for what is missing in the spaces that answer or are being built. */
export const createMissingVectors = (
  store: Pick<StorePort, 'vectors' | 'videos'>,
  requeue: Requeue,
): MissingVectors => {
  const wantedSpaces = async (): Promise<readonly Space[]> =>
    (await store.vectors.list()).filter(({ active, building, missing }) => (active || building) && missing > 0)

  const stageToRun = async (space: Space, videoId: string): Promise<StageId | null> => {
    if ((await store.vectors.missingScenes(space.id, videoId)).length === 0) return null
    const stage = modalityOf[space.modality].stage
    if (stageOf[stage].resource !== 'decode') return stage
    // Decoding again is worth it for a video that has none at all; it gave what it could for one that has some.
    const video = await store.videos.get(videoId)
    return video !== null && (await store.vectors.frames(space.id, video.contentId)).length === 0 ? stage : null
  }

  const fill = async (spaces: readonly Space[], videoId: string, rows?: readonly JobRecord[]): Promise<void> => {
    const stages = new Set<StageId>()
    for (const space of spaces) {
      const stage = await stageToRun(space, videoId)
      if (stage !== null) stages.add(stage)
    }
    if (stages.size === 0) return
    await requeue(videoId, 'vectors_missing', { stages: [...stages], ...(rows === undefined ? {} : { rows }) })
  }

  return {
    fillVideo: async (videoId, rows) => {
      const spaces = await wantedSpaces()
      if (spaces.length > 0) await fill(spaces, videoId, rows)
    },
    fillAll: async (signal) => {
      const spaces = await wantedSpaces()
      const videos = new Set<string>()
      for (const { id } of spaces) for (const video of await store.vectors.incompleteVideos(id)) videos.add(video)
      for (const video of videos) {
        if (signal.aborted) return
        await fill(spaces, video)
      }
    },
  }
}
