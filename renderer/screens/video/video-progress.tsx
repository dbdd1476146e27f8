import { useMemo } from 'react'
import { type Job, stageIdSchema, stageOf, type Video } from '../../../electron/contract/index.ts'
import { bundleJobs } from '../../stores/job-groups.ts'
import { useJobsOfVideo } from '../../stores/use-server.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatPercent, formatSpeed, formatTimeLeft } from '../../ui/format.ts'
import { ProgressLine } from '../../ui/state-chip.tsx'

/** The newest job of each stage of one video, in the order of the stages. */
export const useVideoJobs = (videoId: string): readonly Job[] => {
  const jobs = useJobsOfVideo(videoId)
  return useMemo(() => {
    const newest = new Map<Job['stage'], Job>()
    for (const job of jobs) {
      const known = newest.get(job.stage)
      if (known === undefined || known.createdAt <= job.createdAt) newest.set(job.stage, job)
    }
    return stageIdSchema.options.flatMap((stage) => newest.get(stage) ?? [])
  }, [jobs])
}

const runningText = (job: Job): string =>
  [
    formatPercent(job.progress),
    formatSpeed(job.speed),
    job.etaMs === undefined ? '' : `${formatTimeLeft(job.etaMs)} left`,
  ]
    .filter((part) => part !== '')
    .join(' · ')

/** What is being done with the video, what failed and why, and what one can do about it. Nothing when all is well. */
export const VideoProgress = ({ video }: { readonly video: Pick<Video, 'id' | 'state' | 'error' | 'warnings'> }) => {
  const stores = useStores()
  const jobs = useVideoJobs(video.id)
  const running = jobs.filter((job) => job.state === 'running')
  const waiting = jobs.filter((job) => job.state === 'waiting')
  // What was only cancelled with a stage before it comes back with that stage.
  const stopped = [
    ...jobs.filter((job) => job.state === 'failed'),
    ...bundleJobs(jobs.filter((job) => job.state === 'cancelled')).map(({ head }) => head),
  ]
  const partial = jobs.filter((job) => job.state === 'done' && job.reason !== undefined)
  if (running.length + waiting.length + stopped.length + partial.length === 0 && video.error === undefined) return null
  const { retry, cancel } = stores.jobs
  return (
    <div className="video-progress">
      {running.map((job) => (
        <div key={job.id} className="video-progress__row">
          <div className="video-progress__line">
            <span>{stageOf[job.stage].label}</span>
            <span className="video-progress__facts tabular">{runningText(job)}</span>
            <Button
              tone="quiet"
              aria-label={`Cancel ${stageOf[job.stage].label.toLowerCase()}`}
              onClick={() => void cancel(job.id)}
            >
              Cancel
            </Button>
          </div>
          <ProgressLine fraction={job.progress} />
        </div>
      ))}
      {waiting.length === 0 ? null : (
        <div className="video-progress__row video-progress__quiet">
          {waiting
            .slice(0, 2)
            .map((job) => stageOf[job.stage].label)
            .join(', ')}
          {waiting.length > 2 ? ` and ${waiting.length - 2} more` : ''}: waiting
        </div>
      )}
      {stopped.map((job) => (
        <div key={job.id} className="video-progress__row" data-tone={job.state === 'failed' ? 'danger' : 'warning'}>
          <div className="video-progress__line">
            <strong>
              {stageOf[job.stage].label} {job.state === 'failed' ? 'failed' : 'was cancelled'}
            </strong>
            <Button aria-label={`Retry ${stageOf[job.stage].label.toLowerCase()}`} onClick={() => void retry(job.id)}>
              Retry
            </Button>
          </div>
          <p className="selectable">
            {job.reason ?? video.error?.message ?? ''} {job.remedy ?? video.error?.remedy ?? ''}
          </p>
        </div>
      ))}
      {partial.map((job) => (
        <div key={job.id} className="video-progress__row" data-tone="warning">
          <div className="video-progress__line">
            <strong>{stageOf[job.stage].label}: done in part</strong>
            <Button
              tone="quiet"
              aria-label={`Retry ${stageOf[job.stage].label.toLowerCase()}`}
              onClick={() => void retry(job.id)}
            >
              Retry
            </Button>
          </div>
          <p className="selectable">
            {job.reason} {job.remedy ?? ''}
          </p>
        </div>
      ))}
      {stopped.length === 0 && video.error !== undefined ? (
        <div className="video-progress__row" data-tone="danger">
          <strong>{video.error.message}</strong>
          <p className="selectable">{video.error.remedy}</p>
        </div>
      ) : null}
    </div>
  )
}
