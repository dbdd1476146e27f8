import { stageOf } from '../../contract/index.ts'
import { sceneDependentStages, stagesBehind } from '../../domain/jobs/stage-sets.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import type { SchedulerEvents } from '../../pipeline/scheduler-types.ts'
import type { EventHub } from '../events/event-hub.ts'
import type { Refill } from './refill.ts'

/** Videos are told of at this rate while their jobs move on. */
const videoEveryMs = 1_000

/**
 * What follows from a job's course: events for readers, and the list of what could not be imported, which a failed
 * examination or analysis joins and a later success leaves; and what has to be embedded after it.
 */
export const jobOutcomes = (
  store: StorePort,
  hub: EventHub,
  log: SchedulerEvents['log'],
  sizeChanged: () => void,
  refill: Refill,
): SchedulerEvents => {
  let videosToldMs = Number.NEGATIVE_INFINITY

  const noteProblem = async (videoId: string, jobId: string): Promise<void> => {
    const [video, job] = await Promise.all([store.videos.get(videoId), store.jobs.get(jobId)])
    if (video === null || video.state !== 'failed' || video.error === null || job === null) return
    await store.library.addImportProblem(video.path, video.error, new Date().toISOString())
  }

  const clearProblem = async (videoId: string): Promise<void> => {
    const video = await store.videos.get(videoId)
    for (const { path } of video?.locations ?? []) await store.library.clearImportProblem(path)
  }

  return {
    log,
    pauseChanged: hub.statsChanged,
    jobChanged: (jobId, videoId) => {
      hub.jobsChanged([jobId])
      hub.videoChanged(videoId)
      hub.statsChanged()
    },
    progressed: (jobs) => {
      hub.jobsChanged(jobs.map(({ jobId }) => jobId))
      if (performance.now() - videosToldMs < videoEveryMs) return
      videosToldMs = performance.now()
      for (const { videoId } of jobs) hub.videoChanged(videoId)
      hub.spacesChanged()
    },
    settled: async (job, _video, state) => {
      if (state === 'failed' && stageOf[job.stage].failureLoses !== 'part') {
        await noteProblem(job.videoId, job.id)
      }
      if (state === 'done' && job.stage === 'analyse') await clearProblem(job.videoId)
      if (state === 'done' && job.stage === 'analyse') await refill(job.videoId, sceneDependentStages)
      if (state === 'done' && job.stage === 'captions') await refill(job.videoId, stagesBehind('captions'))
      if (state === 'done' && stageOf[job.stage].changesScenes) hub.scenesChanged(job.videoId)
      hub.videoChanged(job.videoId)
      hub.statsChanged()
      if (job.stage !== 'probe') sizeChanged()
    },
  }
}
