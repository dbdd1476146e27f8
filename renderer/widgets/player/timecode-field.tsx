import { useRef, useState } from 'react'
import { frameOfSourceLabel, lengthText, momentText } from '../../../electron/contract/index.ts'
import { type TimedFilm, useTimesFrom } from '../../stores/use-moment-text.ts'
import { TextField } from '../../ui/text-field.tsx'
import { parseTypedTime } from '../../ui/typed-time.ts'
import { usePlayer, usePlayerState } from './player-store.ts'

const focusField = (field: HTMLInputElement | null): void => {
  field?.focus()
  field?.select()
}

/** The time of the frame on show; a press lets one type another and jump there. */
export const TimecodeField = ({ video }: { readonly video: TimedFilm & { readonly frameCount: number } }) => {
  const { frameRate, frameCount } = video
  const { store, commands } = usePlayer()
  const source = useTimesFrom(video)
  const text = usePlayerState((state) => momentText(state.timeMs, frameRate, source, state.clock.frameAt(state.timeMs)))
  const frame = usePlayerState((state) => state.clock.frameAt(state.timeMs))
  const exact = usePlayerState((state) => state.clock.exact)
  const total = usePlayerState((state) => lengthText({ frames: frameCount, durationMs: state.durationMs }, frameRate))
  const [typed, setTyped] = useState<string | null>(null)
  const [wrong, setWrong] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const close = (): void => {
    setTyped(null)
    setWrong(false)
    requestAnimationFrame(() => button.current?.focus({ preventScroll: true }))
  }
  return (
    <div className="timecode tabular">
      {typed === null ? (
        <button
          ref={button}
          type="button"
          className="timecode__now"
          title={
            source === null
              ? 'Type a time to jump there'
              : `Source timecode${source.reel === null ? '' : ` of ${source.reel}`}. Type one to jump there`
          }
          aria-label={`Time ${text}. Type another time`}
          onClick={() => setTyped(text)}
        >
          {text}
        </button>
      ) : (
        <TextField
          className="timecode__field"
          aria-label="Jump to time"
          aria-invalid={wrong}
          title="HH:MM:SS:FF, 1:23, or digits from the right: 1200 is 12 seconds"
          ref={focusField}
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setWrong(false)
          }}
          onBlur={() => setTyped(null)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.preventDefault()
              close()
            }
            if (event.key !== 'Enter') return
            event.preventDefault()
            const { clock } = store.getState()
            const sourceFrame = source === null ? null : frameOfSourceLabel(source, typed)
            const timeMs = sourceFrame === null ? parseTypedTime(typed, frameRate) : clock.startOf(sourceFrame)
            if (timeMs === null) {
              setWrong(true)
              return
            }
            commands.seek(timeMs)
            close()
          }}
        />
      )}
      <span className="timecode__total">/ {total}</span>
      <span
        className="timecode__frame"
        title={exact ? 'Frame number, from 0' : 'Frame number, estimated between scene boundaries: the rate varies'}
      >
        {exact ? '' : '≈ '}
        {frame.toLocaleString()}
        <span className="visually-hidden"> frames</span>
      </span>
    </div>
  )
}
