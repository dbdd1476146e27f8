import type { StageId } from '../../contract/index.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import type { Scheduler } from '../../pipeline/scheduler-types.ts'
import type { EventHub } from '../events/event-hub.ts'

/**
 * Lets stages of a video that had ended well fill in what is missing since its scenes, frames or captions changed. Those
 * that run now run once more; failed and cancelled ones keep their reason until someone retries them.
 */
export type Refill = (videoId: string, stages: readonly StageId[]) => Promise<void>

/** The refilling of one library. The scheduler is asked for when it is needed, since it tells what makes it necessary. */
export const createRefill =
  (store: StorePort, scheduler: () => Scheduler, hub: EventHub): Refill =>
  async (videoId, stages) => {
    for (const { id, stage, state } of await store.jobs.ofVideo(videoId)) {
      if (!stages.includes(stage)) continue
      if (state === 'running') await scheduler().rerun(videoId, stage)
      else if (state === 'done' || state === 'skipped') {
        await store.jobs.requeue(stage, [videoId])
        hub.jobsChanged([id])
      }
    }
    scheduler().wake()
  }
