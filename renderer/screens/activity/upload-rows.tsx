import { Check, CircleAlert, Clock, Upload } from 'lucide-react'
import type { UploadRow } from '../../stores/import-store.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatBytes, formatTimeLeft } from '../../ui/format.ts'
import { ProgressLine } from '../../ui/state-chip.tsx'

const factsOf = (row: UploadRow): string => {
  const size = formatBytes(row.sizeBytes)
  if (row.state !== 'sending' || row.startedAtMs === null || row.sentBytes === 0) return `${size} · ${row.state}`
  const bytesPerMs = row.sentBytes / Math.max(1, Date.now() - row.startedAtMs)
  const left = formatTimeLeft((row.sizeBytes - row.sentBytes) / bytesPerMs)
  return `${formatBytes(row.sentBytes)} of ${size} · ${formatBytes(bytesPerMs * 1000)}/s · ${left} left`
}

/** Files on their way from this window into the library. */
export const UploadRows = () => {
  const { imports } = useStores()
  const uploads = useApp('imports', (state) => state.uploads)
  if (uploads.length === 0) return null
  const finished = uploads.some((row) => row.state !== 'waiting' && row.state !== 'sending')
  return (
    <section className="activity__group">
      <h2 className="activity__heading">
        Copying into the library <span className="activity__count tabular">{uploads.length}</span>
        {finished ? (
          <Button tone="quiet" onClick={() => imports.getState().clearFinishedUploads()}>
            Clear finished
          </Button>
        ) : null}
      </h2>
      <ul>
        {uploads.map((row) => (
          <li key={row.id} className="job">
            <span className="job__icon">
              {row.state === 'done' ? (
                <Check size={14} aria-hidden className="job__done" />
              ) : row.state === 'failed' ? (
                <CircleAlert size={14} aria-hidden className="job__failed" />
              ) : row.state === 'sending' ? (
                <Upload size={14} aria-hidden />
              ) : (
                <Clock size={14} aria-hidden />
              )}
            </span>
            <div className="job__words">
              <div className="job__line">
                <span className="job__title">{row.name}</span>
                <span className="job__facts tabular">{factsOf(row)}</span>
              </div>
              {row.message === null ? null : <p className="job__reason">{row.message}</p>}
              {row.state === 'sending' ? <ProgressLine fraction={row.sentBytes / row.sizeBytes} /> : null}
            </div>
            <span className="job__buttons">
              {row.state === 'failed' ? (
                <Button aria-label={`Send ${row.name} again`} onClick={() => imports.getState().retryUpload(row.id)}>
                  Send again
                </Button>
              ) : null}
              {row.state === 'waiting' || row.state === 'sending' ? (
                <Button
                  tone="quiet"
                  aria-label={`Cancel sending ${row.name}`}
                  onClick={() => imports.getState().cancelUpload(row.id)}
                >
                  Cancel
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
