import { stageOf } from '../../contract/index.ts'
import { requeueAfter } from '../../domain/jobs/requeue.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import type { SchedulerEvents } from '../../pipeline/scheduler-types.ts'
import type { AfterJob, Changes } from '../changes.ts'
import type { Requeue } from './requeue.ts'

/** Videos are announced at this rate while their jobs move on. */
const videoEveryMs = 1_000

/** What the scheduler tells, written to the change bus. */
export const announceJobs = (changes: Changes, log: SchedulerEvents['log']): SchedulerEvents => {
  let videosAnnouncedMs = Number.NEGATIVE_INFINITY
  return {
    log,
    pauseChanged: changes.statsChanged,
    jobChanged: (jobId, videoId) => {
      changes.jobsChanged([jobId])
      changes.videoChanged(videoId)
      changes.statsChanged()
    },
    progressed: (jobs) => {
      changes.jobsChanged(jobs.map(({ jobId }) => jobId))
      if (performance.now() - videosAnnouncedMs < videoEveryMs) return
      videosAnnouncedMs = performance.now()
      for (const { videoId } of jobs) changes.videoChanged(videoId)
      changes.spacesChanged()
    },
    settled: (job, _video, state) => changes.jobEnded(job, state),
  }
}

/**
 * What follows from the end of a job: the list of what could not be imported, which a failed examination or analysis joins
 * and a later success leaves; and what has to be embedded after it.
 */
export const jobOutcomes = (store: StorePort, changes: Changes, requeue: Requeue): AfterJob => {
  const noteProblem = async (videoId: string, jobId: string): Promise<void> => {
    const [video, job] = await Promise.all([store.videos.get(videoId), store.jobs.get(jobId)])
    if (video === null || video.state !== 'failed' || video.error === null || job === null) return
    await store.library.addImportProblem(video.path, video.error, new Date().toISOString())
  }

  const clearProblem = async (videoId: string): Promise<void> => {
    const video = await store.videos.get(videoId)
    for (const { path } of video?.locations ?? []) await store.library.clearImportProblem(path)
  }

  return async ({ id, videoId, stage }, state) => {
    const { failureLoses, changesScenes } = stageOf[stage]
    if (state === 'failed' && (failureLoses === 'video' || failureLoses === 'scenes')) await noteProblem(videoId, id)
    if (state === 'done' && failureLoses === 'scenes') {
      await clearProblem(videoId)
      await requeue(videoId, 'scenes_changed')
    }
    const reason = requeueAfter[stage]
    if (state === 'done' && reason !== undefined) await requeue(videoId, reason)
    if (state === 'done' && stage === 'find-faces') changes.peopleChanged()
    if (state === 'done' && changesScenes) changes.scenesChanged(videoId)
    changes.videoChanged(videoId)
    changes.statsChanged()
    if (stage !== 'probe') changes.storageChanged()
  }
}
