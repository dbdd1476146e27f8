import { Copy, X } from 'lucide-react'
import type { Rational } from '../../../electron/contract/index.ts'
import { spanText, timecodeText } from '../../../electron/contract/timecode.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { noMarks } from '../../stores/video-view-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { rangeOf } from '../player/marks.ts'
import { usePlayer, usePlayerState } from '../player/player-store.ts'
import './marks-bar.css'

/** The in and out points, their distance, and what one can do with them. Nothing while nothing is marked. */
export const MarksBar = ({
  videoId,
  frameRate,
  onCopy,
}: {
  readonly videoId: string
  readonly frameRate: Rational | null
  readonly onCopy: () => void
}) => {
  const { videoViews } = useStores()
  const { commands } = usePlayer()
  const marks = useApp('videoViews', (state) => state.marks.get(videoId) ?? noMarks)
  const durationMs = usePlayerState((state) => state.durationMs)
  const range = rangeOf(marks, durationMs)
  if (range === null) return null
  const text = (timeMs: number): string => timecodeText(timeMs, frameRate)
  return (
    <fieldset className="marks tabular">
      <legend className="visually-hidden">Marked range</legend>
      <button
        type="button"
        className="marks__point"
        data-open={marks.inMs === null}
        title="Go to the in point"
        aria-label={`In point ${text(range.startMs)}`}
        onClick={() => commands.seek(range.startMs)}
      >
        {text(range.startMs)}
      </button>
      <span className="marks__dash" aria-hidden>
        –
      </span>
      <button
        type="button"
        className="marks__point"
        data-open={marks.outMs === null}
        title="Go to the out point"
        aria-label={`Out point ${text(range.endMs)}`}
        onClick={() => commands.seek(range.endMs)}
      >
        {text(range.endMs)}
      </button>
      <span className="marks__length" title="Length of the marked range">
        {spanText(range, frameRate)}
      </span>
      <IconButton label="Copy the range as timecodes" keys="Shift+C" onClick={onCopy}>
        <Copy size={13} aria-hidden />
      </IconButton>
      <IconButton label="Clear in and out points" onClick={() => videoViews.getState().setMarks(videoId, noMarks)}>
        <X size={14} aria-hidden />
      </IconButton>
    </fieldset>
  )
}
