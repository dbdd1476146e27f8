import { CircleAlert, CirclePause, Cpu, HardDrive, TriangleAlert, Unplug } from 'lucide-react'
import { useMemo } from 'react'
import { Link } from 'wouter'
import { isDemoNotice, runnerSummary } from '../screens/models/runner-summary.ts'
import { useIsLive, useKnownModels, useKnownRuntime, useLiveJobs } from '../stores/use-server.ts'
import { useApp, useStores } from '../stores/use-stores.tsx'
import { formatBytes, formatCount, formatPercent, formatSpeed } from '../ui/format.ts'
import { useNeedsYouCount } from '../widgets/problems/problem-list.tsx'
import { useWorkText } from '../widgets/work/use-work-text.ts'
import './status-bar.css'

/** Below this much free space people should know. */
const lowDiskBytes = 5e9

const connectionText = {
  connecting: 'Connecting…',
  online: '',
  offline: 'Not connected. Trying again…',
  'signed-out': 'Signed out. Open GoodCLIPS again from where you started it.',
} as const

const Running = () => {
  const text = useWorkText()
  const isLive = useIsLive()
  const first = useLiveJobs(({ jobs }) => {
    for (const job of jobs.values()) if (job.state === 'running') return job
    return null
  })
  const paused = useApp('status', (status) => status.stats?.paused !== undefined)
  const speed = formatSpeed(first?.speed)
  if (text === null) return null
  return (
    <Link to="/activity" className="status-bar__item status-bar__link status-bar__notice tabular" data-live={isLive}>
      {paused ? <CirclePause size={13} aria-hidden /> : <span className="status-bar__dot" aria-hidden />}
      <span className="status-bar__words">
        {text}
        {first === null || !isLive ? '' : ` · ${first.videoTitle} ${formatPercent(first.progress)}`}
        {speed === '' || !isLive ? '' : ` · ${speed}`}
      </span>
    </Link>
  )
}

/** Device and state of what runs the models; nothing while there is no model. */
const Runners = () => {
  const models = useKnownModels()
  const runtime = useKnownRuntime()
  const summary = useMemo(() => runnerSummary(models ?? [], runtime), [models, runtime])
  return summary === null ? null : (
    <Link to="/models" className="status-bar__item status-bar__link tabular" data-tone={summary.tone}>
      {summary.tone === 'live' ? <span className="status-bar__dot" aria-hidden /> : <Cpu size={13} aria-hidden />}
      {summary.text}
    </Link>
  )
}

/** One line at the foot of the window: counts, work, what is missing, disk, connection. */
export const StatusBar = () => {
  const stores = useStores()
  const stats = useApp('status', (status) => status.stats)
  const needsYou = useNeedsYouCount()
  const connection = useApp('status', (status) => status.connection)
  // What is missing is told before what merely is so, as that this is a demo.
  const notice = stats?.notices.find(({ code }) => !isDemoNotice(code)) ?? stats?.notices[0]
  return (
    <footer className="status-bar">
      {stats === null ? null : (
        <span className="status-bar__item tabular">
          {formatCount(stats.videos, 'video')} · {formatCount(stats.scenes, 'scene')}
        </span>
      )}
      <Running />
      <Runners />
      {needsYou > 0 ? (
        <button
          type="button"
          className="status-bar__item status-bar__link"
          data-tone="warning"
          onClick={() => stores.window.getState().open({ kind: 'problems' })}
        >
          <CircleAlert size={13} aria-hidden />
          {needsYou.toLocaleString()} {needsYou === 1 ? 'needs' : 'need'} you
        </button>
      ) : null}
      <span className="status-bar__space" />
      {notice === undefined ? null : isDemoNotice(notice.code) ? (
        <Link to="/models" className="status-bar__item status-bar__link status-bar__notice" title={notice.remedy}>
          <span className="status-bar__words">{notice.message}</span>
        </Link>
      ) : notice.id !== undefined ? (
        <button
          type="button"
          className="status-bar__item status-bar__link status-bar__notice"
          data-tone="warning"
          title={notice.remedy}
          onClick={() => stores.window.getState().open({ kind: 'notices' })}
        >
          <TriangleAlert size={13} aria-hidden />
          <span className="status-bar__words">{notice.message}</span>
        </button>
      ) : (
        <span className="status-bar__item status-bar__notice" data-tone="warning" title={notice.remedy}>
          <TriangleAlert size={13} aria-hidden />
          <span className="status-bar__words">
            {notice.message} {notice.remedy}
          </span>
        </span>
      )}
      {stats === null ? null : (
        <span
          className="status-bar__item tabular"
          data-tone={stats.diskFreeBytes < lowDiskBytes ? 'danger' : 'plain'}
          title={`The library keeps ${formatBytes(stats.mediaBytes)} of pictures and copies`}
        >
          <HardDrive size={13} aria-hidden />
          {formatBytes(stats.diskFreeBytes)} free{stats.diskFreeBytes < lowDiskBytes ? ': nearly full' : ''}
        </span>
      )}
      <span role="status" className="status-bar__item" data-tone={connection === 'connecting' ? 'plain' : 'danger'}>
        {connection === 'online' ? null : <Unplug size={13} aria-hidden />}
        {connectionText[connection]}
      </span>
    </footer>
  )
}
