import { Check, Clock, Upload } from 'lucide-react'
import { useEffect } from 'react'
import type { UploadRow } from '../../stores/import-store.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatBytes, formatCount, formatTimeLeft } from '../../ui/format.ts'
import { ProgressLine } from '../../ui/state-chip.tsx'

const factsOf = (row: UploadRow): string => {
  const size = formatBytes(row.sizeBytes)
  if (row.state !== 'sending' || row.startedAtMs === null || row.sentBytes === 0) return `${size} · ${row.state}`
  const bytesPerMs = row.sentBytes / Math.max(1, Date.now() - row.startedAtMs)
  const left = formatTimeLeft((row.sizeBytes - row.sentBytes) / bytesPerMs)
  return `${formatBytes(row.sentBytes)} of ${size} · ${formatBytes(bytesPerMs * 1000)}/s · ${left} left`
}

const maxRows = 50

/** How long the line of finished copies stays after the last one. */
const clearAfterMs = 20_000

/** Files on their way from this window into the library; those that are there fold to one line, which goes by itself. */
export const UploadRows = () => {
  const { imports } = useStores()
  const uploads = useApp('imports', (state) => state.uploads)
  const shown = uploads.filter(({ state }) => state === 'sending' || state === 'waiting')
  const copied = uploads.filter(({ state }) => state === 'done').length
  const isOver = shown.length === 0 && uploads.some(({ state }) => state === 'done' || state === 'cancelled')
  useEffect(() => {
    if (!isOver) return
    const timer = setTimeout(() => imports.getState().clearFinishedUploads(), clearAfterMs)
    return () => clearTimeout(timer)
  }, [imports, isOver])
  if (shown.length + copied === 0) return null
  // What is being sent comes first; of a long queue only its head is drawn.
  const rows = [...shown].sort((left, right) => Number(right.state === 'sending') - Number(left.state === 'sending'))
  return (
    <section className="activity__group">
      <h2 className="activity__heading">
        Copying into the library <span className="activity__count tabular">{shown.length.toLocaleString()}</span>
      </h2>
      <ul>
        {rows.slice(0, maxRows).map((row) => (
          <li key={row.id} className="job">
            <span className="job__icon">
              {row.state === 'sending' ? <Upload size={14} aria-hidden /> : <Clock size={14} aria-hidden />}
            </span>
            <div className="job__words">
              <div className="job__line">
                <span className="job__title">{row.name}</span>
                <span className="job__facts tabular">{factsOf(row)}</span>
              </div>
              {row.state === 'sending' ? <ProgressLine fraction={row.sentBytes / row.sizeBytes} /> : null}
            </div>
            <span className="job__buttons">
              <Button
                tone="quiet"
                aria-label={`Cancel sending ${row.name}`}
                onClick={() => imports.getState().cancelUpload(row.id)}
              >
                Cancel
              </Button>
            </span>
          </li>
        ))}
        {copied === 0 ? null : (
          <li className="job job--quiet">
            <span className="job__icon">
              <Check size={14} aria-hidden className="job__done" />
            </span>
            <span className="job__title tabular">{formatCount(copied, 'file')} copied</span>
          </li>
        )}
      </ul>
      {rows.length > maxRows ? (
        <p className="activity__note">and {(rows.length - maxRows).toLocaleString()} more</p>
      ) : null}
    </section>
  )
}
