import { useState } from 'react'
import { type BinItem, formatTimecode, type Rational } from '../../../electron/contract/index.ts'

/** Frames before and after a range that its bar also shows, to draw it longer. */
const marginOf = (item: BinItem, rate: Rational): number =>
  Math.max(item.endFrame - item.startFrame, Math.round((2 * rate.num) / rate.den))

/** The range within what is around it, with a grip at each end: by drag, or by the arrow keys frame by frame. */
export const TrimBar = ({
  item,
  number,
  rate,
  disabled,
  onTrim,
}: {
  readonly item: BinItem
  /** Of the range in its bin, from 1. */
  readonly number: number
  readonly rate: Rational
  readonly disabled: boolean
  readonly onTrim: (startFrame: number, endFrame: number) => void
}) => {
  // While a grip is held the stretch on show stays as it was, and nothing is written.
  const [held, setHeld] = useState<{ readonly startFrame: number; readonly endFrame: number } | null>(null)
  const { startFrame, endFrame } = held ?? item
  const margin = marginOf(item, rate)
  const first = Math.max(0, item.startFrame - margin)
  const last = Math.min(item.frameCount, item.endFrame + margin)
  const share = (frame: number): string => `${(100 * (frame - first)) / Math.max(1, last - first)}%`
  const commit = (): void => {
    if (held !== null && (held.startFrame !== item.startFrame || held.endFrame !== item.endFrame))
      onTrim(held.startFrame, held.endFrame)
    setHeld(null)
  }
  const grip = (label: string, value: number, text: string, put: (frame: number) => void) => (
    <input
      type="range"
      className="trim-bar__grip"
      aria-label={label}
      aria-valuetext={text}
      min={first}
      max={last}
      step={1}
      value={value}
      disabled={disabled}
      onChange={(event) => put(event.target.valueAsNumber)}
      onPointerUp={commit}
      onKeyUp={commit}
      onBlur={commit}
    />
  )
  return (
    <div className="trim-bar" title="Drag either end; the arrow keys move it by a frame">
      <div className="trim-bar__range" style={{ left: share(startFrame), right: `calc(100% - ${share(endFrame)})` }} />
      {grip(`Start of range ${number}`, startFrame, formatTimecode(startFrame, rate), (frame) =>
        setHeld({ startFrame: Math.min(frame, endFrame - 1), endFrame }),
      )}
      {grip(`End of range ${number}`, endFrame, formatTimecode(endFrame - 1, rate), (frame) =>
        setHeld({ startFrame, endFrame: Math.max(frame, startFrame + 1) }),
      )}
    </div>
  )
}
