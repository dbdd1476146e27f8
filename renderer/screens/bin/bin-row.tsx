import { ChevronDown, ChevronUp, Copy, GripVertical, Trash2 } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { Link } from 'wouter'
import {
  type BinItem,
  formatTimecode,
  frameOfSourceLabel,
  lengthText,
  parseTimecode,
  type Rational,
  type SourceTimecode,
  sourceLabel,
  timecodeText,
} from '../../../electron/contract/index.ts'
import { useTimesFrom } from '../../stores/use-moment-text.ts'
import { IconButton } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useDrop } from '../../widgets/list/use-drop.ts'
import { TrimBar } from './trim-bar.tsx'

/** What a row asks of its bin. */
export interface RowActs {
  readonly trim: (item: BinItem, range: { readonly startFrame: number; readonly endFrame: number }) => void
  readonly note: (item: BinItem, note: string) => void
  /** Drags its file out of the window; false where that cannot be. */
  readonly dragOut: (item: BinItem) => boolean
  readonly handles: (item: BinItem, frames: number | null) => void
  readonly move: (item: BinItem, to: number) => void
  readonly duplicate: (item: BinItem) => void
  readonly remove: (item: BinItem) => void
  readonly play: (index: number) => void
}

/** Type of a dragged row: the id of its range. */
const rowType = 'application/x-goodclips-bin-row'
const rows = [rowType]
const nothing: readonly string[] = []

/** In or out of a range: typed as a timecode, or stepped with the arrow keys by frames (Shift: ten). */
const FrameField = ({
  label,
  frame,
  rate,
  source,
  disabled,
  onFrame,
}: {
  readonly label: string
  /** The frame that is shown: of an out point the last one inside. */
  readonly frame: number
  readonly rate: Rational
  /** What times count from; null: the beginning of the film. */
  readonly source: SourceTimecode | null
  readonly disabled: boolean
  readonly onFrame: (frame: number) => void
}) => {
  const shown = (source === null ? null : sourceLabel(source, frame)) ?? formatTimecode(frame, rate)
  const [typed, setTyped] = useState<string | null>(null)
  const commit = (): void => {
    const sourceFrame = typed === null || source === null ? null : frameOfSourceLabel(source, typed)
    const wanted = typed === null ? null : (sourceFrame ?? parseTimecode(typed, rate))
    if (wanted !== null && wanted !== frame) onFrame(wanted)
    setTyped(null)
  }
  const step = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') commit()
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    setTyped(null)
    onFrame(frame + (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1))
  }
  return (
    <TextField
      className="bin-row__time tabular"
      aria-label={label}
      title={`${label}: type a timecode, or ↑ ↓ by frames`}
      value={typed ?? shown}
      disabled={disabled}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={step}
    />
  )
}

/** Frames more on each side in clips that are made of a range. */
const HandlesField = ({
  label,
  frames,
  disabled,
  onFrames,
}: {
  readonly label: string
  readonly frames: number | null
  readonly disabled: boolean
  readonly onFrames: (frames: number | null) => void
}) => (
  <TextField
    key={frames}
    type="number"
    min={0}
    max={10_000}
    className="bin-row__handles tabular"
    aria-label={label}
    title="Handles: frames more on each side when it becomes a clip. Empty: as many as the export says"
    placeholder="±"
    defaultValue={frames ?? ''}
    disabled={disabled}
    onBlur={({ target }) => {
      const wanted = target.value === '' ? null : Math.min(10_000, Math.max(0, Math.trunc(Number(target.value))))
      if (wanted !== frames) onFrames(wanted)
    }}
    onKeyDown={(event) => {
      if (event.key === 'Enter') event.currentTarget.blur()
    }}
  />
)

/** One range of a bin. Smart bins are read only. */
export const BinRow = ({
  item,
  index,
  last,
  readOnly,
  playing,
  acts,
}: {
  readonly item: BinItem
  readonly index: number
  readonly last: boolean
  readonly readOnly: boolean
  readonly playing: boolean
  readonly acts: RowActs
}) => {
  const rate = item.frameRate
  const source = useTimesFrom(item)
  const gone = item.state === 'removed'
  const frames = item.endFrame - item.startFrame
  const trim = (startFrame: number, endFrame: number): void => {
    const start = Math.max(0, Math.min(startFrame, item.frameCount - 1))
    const end = Math.max(start + 1, Math.min(endFrame, item.frameCount))
    if (start !== item.startFrame || end !== item.endFrame) acts.trim(item, { startFrame: start, endFrame: end })
  }
  const drop = useDrop(readOnly ? nothing : rows, (_, id) => acts.move({ ...item, id }, index))
  return (
    <li
      className="bin-row"
      data-playing={playing}
      data-gone={gone}
      {...drop}
      onKeyDown={(event) => {
        if (readOnly || !event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
        event.preventDefault()
        acts.move(item, index + (event.key === 'ArrowUp' ? -1 : 1))
      }}
    >
      {readOnly ? null : (
        <button
          type="button"
          className="bin-row__grip"
          draggable
          aria-label={`Place of range ${index + 1}: drag it, or press Alt ↑ ↓`}
          title="Drag to another place (Alt ↑ ↓)"
          onDragStart={(event) => {
            if (event.altKey && acts.dragOut(item)) {
              event.preventDefault()
              return
            }
            event.dataTransfer.setData(rowType, item.id)
            event.dataTransfer.effectAllowed = 'move'
          }}
        >
          <GripVertical size={14} aria-hidden />
        </button>
      )}
      <span className="bin-row__number tabular">{index + 1}</span>
      <button
        type="button"
        className="bin-row__picture"
        aria-label={`Play range ${index + 1}: ${item.title}`}
        disabled={gone}
        onClick={() => acts.play(index)}
      >
        {item.keyframeUrl === null ? null : <img src={item.keyframeUrl} alt="" loading="lazy" />}
      </button>
      <div className="bin-row__words">
        {gone ? (
          <span className="bin-row__title">{item.title}</span>
        ) : (
          <Link className="bin-row__title" to={`/video/${item.videoId}?t=${Math.round(item.startMs)}`}>
            {item.title}
          </Link>
        )}
        {item.state === 'ready' ? null : (
          <span className="bin-row__state">{gone ? 'not in the library any more' : 'file offline'}</span>
        )}
        <TextField
          key={item.note}
          className="bin-row__note"
          aria-label={`Note of range ${index + 1}`}
          placeholder={readOnly ? '' : 'Note'}
          defaultValue={item.note}
          disabled={readOnly}
          maxLength={10_000}
          onBlur={(event) => {
            if (event.target.value !== item.note) acts.note(item, event.target.value)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur()
          }}
        />
      </div>
      <div className="bin-row__times">
        {rate === null ? (
          <span className="tabular">
            {timecodeText(item.startMs, null)} – {timecodeText(item.endMs, null)}
          </span>
        ) : (
          <>
            <FrameField
              label={`In of range ${index + 1}`}
              frame={item.startFrame}
              rate={rate}
              source={source}
              disabled={readOnly || gone}
              onFrame={(frame) => trim(Math.min(frame, item.endFrame - 1), item.endFrame)}
            />
            <FrameField
              label={`Out of range ${index + 1}`}
              frame={item.endFrame - 1}
              rate={rate}
              source={source}
              disabled={readOnly || gone}
              onFrame={(frame) => trim(item.startFrame, Math.max(frame + 1, item.startFrame + 1))}
            />
          </>
        )}
        <span className="bin-row__length tabular">
          {lengthText({ frames, durationMs: item.endMs - item.startMs }, rate)}
        </span>
        {rate === null || readOnly ? null : (
          <>
            <TrimBar item={item} number={index + 1} rate={rate} disabled={gone} onTrim={trim} />
            <HandlesField
              label={`Handles of range ${index + 1}, in frames`}
              frames={item.handlesFrames}
              disabled={gone}
              onFrames={(handles) => acts.handles(item, handles)}
            />
          </>
        )}
      </div>
      {readOnly ? null : (
        <div className="bin-row__buttons">
          <IconButton
            label={`Move range ${index + 1} up`}
            keys="Alt ↑"
            disabled={index === 0}
            onClick={() => acts.move(item, index - 1)}
          >
            <ChevronUp size={15} aria-hidden />
          </IconButton>
          <IconButton
            label={`Move range ${index + 1} down`}
            keys="Alt ↓"
            disabled={last}
            onClick={() => acts.move(item, index + 1)}
          >
            <ChevronDown size={15} aria-hidden />
          </IconButton>
          <IconButton label={`Duplicate range ${index + 1}`} disabled={gone} onClick={() => acts.duplicate(item)}>
            <Copy size={14} aria-hidden />
          </IconButton>
          <IconButton label={`Remove range ${index + 1}`} onClick={() => acts.remove(item)}>
            <Trash2 size={14} aria-hidden />
          </IconButton>
        </div>
      )}
    </li>
  )
}
