import { ChevronRight, Minus } from 'lucide-react'
import { type ReactNode, useLayoutEffect, useMemo, useRef } from 'react'
import { Link } from 'wouter'
import { type Job, type JobDaySum, stageOf } from '../../../electron/contract/index.ts'
import { dayOf, groupJobs, type JobBundle, type JobDay, type LeftOutFiles } from '../../stores/job-groups.ts'
import { useAllJobs, useIsLive, useJobSums, useWaitingJobs } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { Message } from '../../ui/message.tsx'
import { useScrollOffset } from '../../widgets/list/use-scroll-offset.ts'
import { ProblemList, useDismissAll, useNeedsYouCount } from '../../widgets/problems/problem-list.tsx'
import { useWorkText } from '../../widgets/work/use-work-text.ts'
import { JobRow } from './job-row.tsx'
import { PausedNotice } from './paused-notice.tsx'
import { UploadRows } from './upload-rows.tsx'
import './activity-page.css'

/** Rows of one group that are drawn at once; the rest is told as a number. */
const maxRows = 200

const alone = (jobs: readonly Job[]): readonly JobBundle[] => jobs.map((head) => ({ head, followers: [] }))

const idsOf = (bundles: readonly JobBundle[]): readonly string[] =>
  bundles.flatMap(({ head, followers }) => [head.id, ...followers.map(({ id }) => id)])

const Group = ({
  title,
  rows,
  count = rows.length,
  note,
  action,
  onDismiss,
}: {
  readonly title: string
  readonly rows: readonly JobBundle[]
  /** What is counted, where it is not the rows. */
  readonly count?: number
  readonly note?: string
  readonly action?: ReactNode
  readonly onDismiss?: (ids: readonly string[]) => void
}) =>
  rows.length === 0 ? null : (
    <section className="activity__group">
      <h2 className="activity__heading">
        {title} <span className="activity__count tabular">{count.toLocaleString()}</span>
        {note === undefined ? null : <span className="activity__note">{note}</span>}
        {action}
      </h2>
      <ul>
        {rows.slice(0, maxRows).map(({ head, followers }) => (
          <JobRow key={head.id} job={head} followers={followers} {...(onDismiss === undefined ? {} : { onDismiss })} />
        ))}
      </ul>
      {rows.length > maxRows ? (
        <p className="activity__note">and {(rows.length - maxRows).toLocaleString()} more</p>
      ) : null}
    </section>
  )

const dayText = (day: string): string => {
  const today = dayOf(new Date().toISOString())
  if (day === today) return 'Today'
  if (day === dayOf(new Date(Date.now() - 86_400_000).toISOString())) return 'Yesterday'
  return new Date(`${day}T12:00`).toLocaleDateString(undefined, {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  })
}

/** One quiet line for all that was left out of a video for the same reason. */
const LeftOutRow = ({ row }: { readonly row: LeftOutFiles }) => (
  <li className="job job--quiet">
    <span className="job__icon">
      <Minus size={14} aria-hidden />
    </span>
    <div className="job__words">
      <div className="job__line">
        <Link to={`/video/${row.videoId}`} className="job__title">
          {row.videoTitle}
        </Link>
        <span className="job__stage">{row.stages.map((stage) => stageOf[stage].label).join(', ')}</span>
        {row.reasonCode === 'no_model' ? (
          <Link to="/models" className="job__facts job__link">
            no model active
          </Link>
        ) : (
          <span className="job__facts">left out: a stage before failed</span>
        )}
      </div>
    </div>
  </li>
)

/** The sums of a day as the library counts them, however few of its jobs are on show. */
const sumText = ({ done, failed, skipped, cancelled, videosWithoutModel }: JobDaySum): string =>
  [
    ...(done > 0 ? [`${done.toLocaleString()} done`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString()} failed`] : []),
    ...(skipped > 0 ? [`${skipped.toLocaleString()} skipped`] : []),
    ...(videosWithoutModel > 0 ? [`${formatCount(videosWithoutModel, 'video')} without a model`] : []),
    ...(cancelled > 0 ? [`${cancelled.toLocaleString()} not read`] : []),
  ].join(' · ')

const Day = ({ day, jobs, leftOut, sum }: JobDay & { readonly sum: JobDaySum | undefined }) => {
  const { preferences } = useStores()
  const open = useApp('preferences', (state) => state.openDays.includes(day))
  return (
    <section className="activity__day">
      <h3>
        <button
          type="button"
          className="activity__fold"
          aria-expanded={open}
          onClick={() => {
            const { openDays, change } = preferences.getState()
            // Days are folded unless the person opened them; a few of the newest are remembered.
            change({
              openDays: open ? openDays.filter((other) => other !== day) : [...openDays, day].slice(-30),
            })
          }}
        >
          <ChevronRight size={14} aria-hidden className="activity__arrow" data-open={open} />
          {dayText(day)}
          <span className="activity__note tabular">{sum === undefined ? '' : sumText(sum)}</span>
        </button>
      </h3>
      {open ? (
        <ul>
          {jobs.slice(0, maxRows).map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
          {leftOut.slice(0, maxRows).map((row) => (
            <LeftOutRow key={row.videoId + row.reasonCode} row={row} />
          ))}
        </ul>
      ) : null}
    </section>
  )
}

/** What needs a person, complete however much there is: the same list, count and Dismiss as everywhere. */
const NeedsYouGroup = () => {
  const count = useNeedsYouCount()
  const dismissAll = useDismissAll()
  return count === 0 ? null : (
    <section className="activity__group">
      <h2 className="activity__heading">
        Needs you <span className="activity__count tabular">{count.toLocaleString()}</span>
        {count > 1 ? (
          <Button tone="quiet" onClick={dismissAll}>
            Dismiss all
          </Button>
        ) : null}
      </h2>
      <ProblemList />
    </section>
  )
}

/** The whole story of what the app does: running, copies, waiting, what needs a person, done by day. */
export const ActivityPage = () => {
  const stores = useStores()
  const { jobs, showOlder } = useAllJobs()
  const sums = useJobSums()
  const uploads = useApp('imports', (state) => state.uploads.length)
  const waiting = useWaitingJobs()
  const text = useWorkText()
  const isLive = useIsLive()
  const needsYou = useNeedsYouCount()
  const dismissed = useApp('window', (state) => state.dismissedJobs)
  const groups = useMemo(() => groupJobs(jobs.values(), dismissed), [jobs, dismissed])
  const scroll = useScrollOffset('/activity')
  const page = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (page.current !== null) page.current.scrollTop = scroll.initialOffset
  }, [scroll.initialOffset])
  if (jobs.size === 0 && uploads === 0 && needsYou === 0) {
    return (
      <Message title="Nothing to do" detail="When videos are added, every step of the work on them is shown here." />
    )
  }
  return (
    <>
      <div className="toolbar">
        <h1>Activity</h1>
        <span className="toolbar__count tabular">{text ?? 'Nothing to do'}</span>
      </div>
      <section
        ref={page}
        className="page activity"
        aria-label="Jobs"
        data-live={isLive}
        onScroll={(event) => scroll.onOffset(event.currentTarget.scrollTop)}
      >
        {isLive ? null : <p className="activity__note">Not connected. What is shown was last known.</p>}
        <PausedNotice />
        <Group title="Running" rows={alone(groups.running)} />
        <UploadRows />
        <Group
          title="Waiting"
          rows={groups.waiting}
          count={new Set(groups.waiting.map(({ head }) => head.videoId)).size}
          note={`${formatCount(waiting, 'step')} in all`}
        />
        <NeedsYouGroup />
        <Group
          title="Not read"
          rows={groups.cancelled}
          onDismiss={stores.window.getState().dismissJobs}
          action={
            groups.cancelled.length > 1 ? (
              <Button tone="quiet" onClick={() => stores.window.getState().dismissJobs(idsOf(groups.cancelled))}>
                Dismiss all
              </Button>
            ) : undefined
          }
        />
        {groups.days.length === 0 ? null : (
          <section className="activity__group">
            <h2 className="activity__heading">Done</h2>
            {groups.days.map((day) => (
              <Day key={day.day} {...day} sum={sums.get(day.day)} />
            ))}
          </section>
        )}
        {showOlder === null ? null : (
          <Button tone="quiet" onClick={showOlder}>
            Show older
          </Button>
        )}
      </section>
    </>
  )
}
