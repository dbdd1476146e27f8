import { Ban, Check, CircleAlert, Clock, Minus, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import { Link } from 'wouter'
import { type Job, stageOf } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatPercent, formatSpeed, formatTimeLeft } from '../../ui/format.ts'
import { ProgressLine } from '../../ui/state-chip.tsx'

const clockText = (iso: string): string =>
  new Date(iso).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })

const StateIcon = ({ job }: { readonly job: Job }) => {
  switch (job.state) {
    case 'running':
      return <span className="job__pulse" aria-hidden />
    case 'waiting':
      return <Clock size={14} aria-hidden />
    case 'failed':
      return <CircleAlert size={14} aria-hidden className="job__failed" />
    case 'cancelled':
      return <Ban size={14} aria-hidden />
    case 'skipped':
      return <Minus size={14} aria-hidden />
    case 'done':
      return job.reason === undefined ? (
        <Check size={14} aria-hidden className="job__done" />
      ) : (
        <TriangleAlert size={14} aria-hidden className="job__partial" />
      )
  }
}

const stateNames: Readonly<Record<Job['state'], string>> = {
  running: 'running',
  waiting: 'waiting',
  done: 'done',
  skipped: 'skipped',
  failed: 'failed',
  cancelled: 'not read',
}

const factsOf = (job: Job): string => {
  if (job.state === 'running') {
    return [
      formatPercent(job.progress),
      formatSpeed(job.speed),
      job.etaMs === undefined ? '' : `${formatTimeLeft(job.etaMs)} left`,
    ]
      .filter((part) => part !== '')
      .join(' · ')
  }
  if (job.state === 'waiting') {
    return job.nextAttemptAt === undefined ? 'waiting' : `tries again at ${clockText(job.nextAttemptAt)}`
  }
  const took =
    job.startedAt === undefined || job.finishedAt === undefined
      ? ''
      : ` in ${formatTimeLeft(Date.parse(job.finishedAt) - Date.parse(job.startedAt))}`
  return `${job.reason !== undefined && job.state === 'done' ? 'done in part' : stateNames[job.state]}${took}`
}

interface JobRowProps {
  readonly job: Job
  /** Jobs of the same video that only follow it; they are told as a number. */
  readonly followers?: readonly Job[]
  /** Given where the row can be put away. */
  readonly onDismiss?: (ids: readonly string[]) => void
}

const none: readonly Job[] = []

/** Bundles are made anew with every event; a row is drawn again only when one of its jobs changed. */
const isSame = (left: JobRowProps, right: JobRowProps): boolean => {
  const before = left.followers ?? none
  const after = right.followers ?? none
  return (
    left.job === right.job &&
    left.onDismiss === right.onDismiss &&
    before.length === after.length &&
    before.every((job, index) => job === after[index])
  )
}

const stagesText = (jobs: readonly Job[]): string => jobs.map(({ stage }) => stageOf[stage].label).join(', ')

/** One stage of one video, maybe with those that follow it: what, how far, why, and what one can do. */
export const JobRow = memo(({ job, followers = none, onDismiss }: JobRowProps) => {
  const { jobs } = useStores()
  const live = job.state === 'running' || job.state === 'waiting'
  // What a person stopped goes on; what failed is tried anew.
  const again = job.state === 'cancelled' ? 'Resume' : 'Retry'
  const canRetry =
    job.state === 'failed' || job.state === 'cancelled' || (job.state === 'done' && job.reason !== undefined)
  return (
    <li className="job" data-state={job.state}>
      <span className="job__icon">
        <StateIcon job={job} />
      </span>
      <div className="job__words">
        <div className="job__line">
          <Link to={`/video/${job.videoId}`} className="job__title">
            {job.videoTitle}
          </Link>
          <span className="job__stage" title={stagesText([job, ...followers])}>
            {stageOf[job.stage].label}
            {followers.length === 0 ? '' : ` and ${followers.length} more`}
          </span>
          <span className="job__facts tabular">
            {factsOf(job)}
            {job.attempts > 1 ? ` · attempt ${job.attempts}` : ''}
            {job.finishedAt === undefined ? '' : ` · ${clockText(job.finishedAt)}`}
          </span>
        </div>
        {job.reason === undefined ? null : (
          <p className="job__reason selectable">
            {job.reason}
            {job.remedy === undefined ? '' : ` ${job.remedy}`}
          </p>
        )}
        {job.state === 'running' ? <ProgressLine fraction={job.progress} /> : null}
      </div>
      <span className="job__buttons">
        {canRetry ? (
          <Button
            aria-label={`${again} ${stageOf[job.stage].label} of ${job.videoTitle}`}
            onClick={() => void jobs.retry(job.id)}
          >
            {again}
          </Button>
        ) : null}
        {onDismiss === undefined ? null : (
          <Button
            tone="quiet"
            aria-label={`Dismiss ${stageOf[job.stage].label} of ${job.videoTitle}`}
            onClick={() => onDismiss([job.id, ...followers.map(({ id }) => id)])}
          >
            Dismiss
          </Button>
        )}
        {live ? (
          <Button
            tone="quiet"
            aria-label={`Cancel ${stageOf[job.stage].label} of ${job.videoTitle}`}
            onClick={() => void jobs.cancel(job.id)}
          >
            Cancel
          </Button>
        ) : null}
      </span>
    </li>
  )
}, isSame)
JobRow.displayName = 'JobRow'
