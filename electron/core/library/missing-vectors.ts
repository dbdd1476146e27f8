import { modalityOf, type Space, type StageId, stageOf } from '../../contract/index.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import type { EventHub } from '../events/event-hub.ts'

/**
 * Finds videos whose vectors are missing although the stages that make them have ended: a space was emptied, or a model
 * was chosen while the video was removed. What is missing decides, not what was once remembered to do.
 */
export interface MissingVectors {
  readonly fillVideo: (videoId: string) => Promise<void>
  /** Every video of the library; stops at an abort. */
  readonly fillAll: (signal: AbortSignal) => Promise<void>
}

/** The missing vectors of one library; `wake` lets the queue look again. */
export const createMissingVectors = (parts: {
  readonly store: Pick<StorePort, 'vectors' | 'jobs' | 'videos'>
  readonly hub: Pick<EventHub, 'jobsChanged' | 'videoChanged'>
  readonly wake: () => void
}): MissingVectors => {
  const { store, hub } = parts

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

  const fill = async (spaces: readonly Space[], videoId: string): Promise<void> => {
    const stages = new Set<StageId>()
    for (const space of spaces) {
      const stage = await stageToRun(space, videoId)
      if (stage !== null) stages.add(stage)
    }
    if (stages.size === 0) return
    const jobs = await store.jobs.ofVideo(videoId)
    const ended = jobs.filter(({ stage, state }) => stages.has(stage) && (state === 'done' || state === 'skipped'))
    for (const { stage } of ended) await store.jobs.requeue(stage, [videoId])
    if (ended.length === 0) return
    hub.jobsChanged(ended.map(({ id }) => id))
    hub.videoChanged(videoId)
    parts.wake()
  }

  return {
    fillVideo: async (videoId) => {
      const spaces = await wantedSpaces()
      if (spaces.length > 0) await fill(spaces, videoId)
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
