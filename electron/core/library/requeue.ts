import { type ModelRole, modelRoleOf, type StageId } from '../../contract/index.ts'
import { jobsToRequeue, type RequeueReason } from '../../domain/jobs/requeue.ts'
import type { JobRecord, StorePort } from '../../domain/ports/index.ts'
import type { Scheduler } from '../../pipeline/scheduler-types.ts'
import type { Changes } from '../changes.ts'

/** What a caller knows already. */
export interface RequeueOptions {
  /** The stages, where the reason does not say them. */
  readonly stages?: readonly StageId[]
  /** The video's job rows as they are now, when they have just been read. */
  readonly rows?: readonly JobRecord[]
}

/** Lets stages of a video run again for a reason (`domain/jobs/requeue.ts` says which); answers how many do. */
export type Requeue = (videoId: string, reason: RequeueReason, options?: RequeueOptions) => Promise<number>

/** The only place of the core that makes jobs of a video run again. */
export const createRequeue =
  (store: Pick<StorePort, 'jobs'>, scheduler: Pick<Scheduler, 'rerun' | 'retry'>, changes: Changes): Requeue =>
  async (videoId, reason, { stages, rows } = {}) => {
    const decided = jobsToRequeue(reason, rows ?? (await store.jobs.ofVideo(videoId)), stages)
    const queued: string[] = []
    for (const { jobId, stage, step } of decided) {
      if (step === 'rerun') await scheduler.rerun(videoId, stage)
      else if (step === 'retry') await scheduler.retry(jobId)
      else {
        await store.jobs.requeue(stage, [videoId])
        queued.push(jobId)
      }
    }
    if (queued.length > 0) {
      changes.jobsChanged(queued)
      changes.videoChanged(videoId)
      changes.workQueued()
    }
    return decided.length
  }

/** Lets the stage that works with the model of a role run for these videos, whatever became of it before. */
export const queueStage = async (
  store: Pick<StorePort, 'jobs'>,
  changes: Changes,
  role: ModelRole,
  videoIds: readonly string[],
): Promise<void> => {
  if (videoIds.length > 0) await store.jobs.requeue(modelRoleOf[role].stage, videoIds)
  for (const videoId of videoIds) changes.videoChanged(videoId)
  changes.workQueued()
}
