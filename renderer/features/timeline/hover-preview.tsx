import type { Filmstrip, Rational } from '../../../electron/contract/index.ts'
import { FilmstripFrame } from '../../ui/filmstrip-frame.tsx'
import { timecodeText } from '../../ui/timecode-text.ts'

const widthPx = 168

/** What lies under the pointer: the filmstrip's frame, its time, its words. Above the timeline, never outside it. */
export const HoverPreview = ({
  xPx,
  roomPx,
  timeMs,
  note,
  filmstrip,
  frameRate,
}: {
  readonly xPx: number
  readonly roomPx: number
  readonly timeMs: number
  readonly note: string
  readonly filmstrip: Filmstrip | null
  readonly frameRate: Rational | null
}) => {
  const left = Math.max(4, Math.min(roomPx - widthPx - 4, xPx - widthPx / 2))
  return (
    <div className="hover-preview" aria-hidden style={{ transform: `translateX(${left}px)`, width: widthPx }}>
      {filmstrip === null ? null : (
        <div className="frame-box hover-preview__picture">
          <FilmstripFrame filmstrip={filmstrip} timeMs={timeMs} />
        </div>
      )}
      <div className="hover-preview__time tabular">{timecodeText(timeMs, frameRate)}</div>
      {note === '' ? null : <div className="hover-preview__note">{note}</div>}
    </div>
  )
}
