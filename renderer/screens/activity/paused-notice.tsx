import { CirclePause } from 'lucide-react'
import { useApp } from '../../stores/use-stores.tsx'

const clockText = (iso: string): string =>
  new Date(iso).toLocaleString(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' })

/** Why nothing is worked on at the moment, since when, and what helps; nothing while work goes on. */
export const PausedNotice = () => {
  const paused = useApp('status', (status) => status.stats?.paused)
  return (
    <div role="status">
      {paused === undefined ? null : (
        <section className="activity__paused" aria-label="Paused">
          <CirclePause size={16} aria-hidden />
          <div>
            <p>
              <strong>Paused.</strong> {paused.message}{' '}
              <span className="activity__note">since {clockText(paused.since)}</span>
            </p>
            <p className="activity__note">{paused.remedy}</p>
          </div>
        </section>
      )}
    </div>
  )
}
