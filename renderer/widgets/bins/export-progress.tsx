import type { Export } from '../../../electron/contract/index.ts'
import { Button } from '../../ui/button.tsx'
import { formatPercent } from '../../ui/format.ts'
import { Sheet } from '../../ui/sheet.tsx'
import { ProgressLine } from '../../ui/state-chip.tsx'
import './bins.css'

const minutes = (ms: number): string => {
  const seconds = Math.max(1, Math.round(ms / 1000))
  return seconds < 90 ? `${seconds} s left` : `${Math.round(seconds / 60)} min left`
}

/** How far an export is, as a person reads it. */
export const exportProgressText = ({ progress, speed, timeLeftMs, files }: Export): string =>
  [
    formatPercent(progress),
    ...(files.length === 0 ? [] : [files.length === 1 ? '1 file' : `${files.length.toLocaleString()} files`]),
    ...(speed === undefined || speed === 0 ? [] : [`${speed >= 10 ? Math.round(speed) : speed.toFixed(1)}× speed`]),
    ...(timeLeftMs === undefined ? [] : [minutes(timeLeftMs)]),
  ].join(' · ')

/** An export that is being written; it goes on when the sheet is closed. */
export const ExportProgress = ({
  exported,
  onCancel,
  onClose,
}: {
  readonly exported: Export
  readonly onCancel: () => void
  readonly onClose: () => void
}) => (
  <Sheet
    title="Exporting"
    onClose={onClose}
    footer={
      <>
        <Button onClick={onClose}>Go on in the background</Button>
        <Button tone="primary" data-autofocus onClick={onCancel}>
          Cancel export
        </Button>
      </>
    }
  >
    <div className="export">
      <p>{exported.name}</p>
      <ProgressLine fraction={exported.progress} />
      <p className="bins__sum tabular" role="status">
        {exported.state === 'waiting' ? 'Waits for another export' : exportProgressText(exported)}
      </p>
    </div>
  </Sheet>
)
