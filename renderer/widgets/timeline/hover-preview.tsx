import { createPortal } from 'react-dom'
import type { Filmstrip } from '../../../electron/contract/index.ts'
import { FilmstripFrame } from '../../ui/filmstrip-frame.tsx'

const widthPx = 168

/**
 * What lies under the pointer: the filmstrip's frame, its time, its words. It lies above the timeline, over the page,
 * because the panels around clip what leaves them.
 */
export const HoverPreview = ({
  xPx,
  stage,
  timeMs,
  note,
  filmstrip,
  text,
}: {
  readonly xPx: number
  /** The timeline it belongs to. */
  readonly stage: Element
  readonly timeMs: number
  readonly note: string
  readonly filmstrip: Filmstrip | null
  /** The time as it is written. */
  readonly text: string
}) => {
  const box = stage.getBoundingClientRect()
  const left = box.left + Math.max(0, Math.min(box.width - widthPx, xPx - widthPx / 2))
  return createPortal(
    <div
      className="hover-preview"
      aria-hidden
      style={{ left, bottom: window.innerHeight - box.top + 6, width: widthPx }}
    >
      {filmstrip === null ? null : (
        <div className="frame-box hover-preview__picture">
          <FilmstripFrame filmstrip={filmstrip} timeMs={timeMs} />
        </div>
      )}
      <div className="hover-preview__time tabular">{text}</div>
      {note === '' ? null : <div className="hover-preview__note">{note}</div>}
    </div>,
    document.body,
  )
}
