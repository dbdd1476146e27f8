import { useId, useState } from 'react'
import { type CaptionTrack, captionEncodings, type PatchCaptionTrack } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { encodingName, fileOf, parseShift, readingNotes, shiftText } from './caption-reading.ts'
import { trackText } from './track-text.ts'
import './caption-reading.css'

const ReadingForm = ({
  track,
  onChange,
}: {
  readonly track: CaptionTrack
  readonly onChange: (change: PatchCaptionTrack) => Promise<void>
}) => {
  const id = useId()
  const [encoding, setEncoding] = useState(track.encodingChosen ? (track.encoding ?? '') : '')
  const [shift, setShift] = useState(shiftText(track.offsetMs))
  const [busy, setBusy] = useState(false)
  const shiftMs = parseShift(shift)
  const hasFile = track.encoding !== null
  const isOwn = track.encodingChosen || track.offsetFrom === 'person'
  const send = async (change: PatchCaptionTrack): Promise<void> => {
    setBusy(true)
    await onChange(change)
    setBusy(false)
  }
  return (
    <form
      className="caption-reading__form"
      onSubmit={(event) => {
        event.preventDefault()
        if (shiftMs === null) return
        void send({
          ...(hasFile ? { encoding: captionEncodings.find((name) => name === encoding) ?? null } : {}),
          ...(shiftMs === track.offsetMs ? {} : { offsetMs: shiftMs }),
        })
      }}
    >
      {hasFile ? (
        <>
          <label htmlFor={`${id}-encoding`}>Encoding</label>
          <Select id={`${id}-encoding`} value={encoding} onChange={(event) => setEncoding(event.target.value)}>
            <option value="">
              {track.encodingChosen || track.encoding === null
                ? 'Detected automatically'
                : `${encodingName(track.encoding)}, found out`}
            </option>
            {captionEncodings.map((name) => (
              <option key={name} value={name}>
                {encodingName(name)}
              </option>
            ))}
          </Select>
        </>
      ) : null}
      <label htmlFor={`${id}-shift`}>Shift</label>
      <TextField
        id={`${id}-shift`}
        className="tabular"
        value={shift}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={`${id}-note`}
        aria-invalid={shiftMs === null}
        onChange={(event) => setShift(event.target.value)}
      />
      {shiftMs === null ? (
        <p id={`${id}-note`} role="alert">
          Write a time such as −01:00:00 or +2.5 (seconds).
        </p>
      ) : (
        <p id={`${id}-note`}>Added to every time: −01:00:00 shows captions an hour earlier.</p>
      )}
      <div className="caption-reading__buttons">
        <Button type="submit" disabled={busy || shiftMs === null}>
          {busy ? 'Reading…' : 'Read again'}
        </Button>
        {isOwn ? (
          <Button tone="quiet" disabled={busy} onClick={() => void send({ encoding: null, offsetMs: null })}>
            Detect again
          </Button>
        ) : null}
      </div>
    </form>
  )
}

/** How a caption track was read: its file, encoding and shift, what was left out, and reading it another way. */
export const CaptionReading = ({ videoId, track }: { readonly videoId: string; readonly track: CaptionTrack }) => {
  const { videos } = useStores()
  const [open, setOpen] = useState(false)
  const notes = readingNotes(track)
  const file = fileOf(track)
  if (file === null && notes.length === 0) return null
  const change = async (patch: PatchCaptionTrack): Promise<void> => {
    if (await videos.readCaptions(videoId, track.track, patch)) setOpen(false)
  }
  const facts = [
    track.encoding === null ? '' : encodingName(track.encoding),
    track.offsetMs === 0 ? '' : shiftText(track.offsetMs),
    file ?? '',
  ].filter((fact) => fact !== '')
  return (
    <section className="caption-reading" aria-label={`How ${trackText(track)} was read`}>
      <div className="caption-reading__line">
        <span className="caption-reading__file tabular" title={track.file ?? undefined}>
          {facts.join(' · ')}
        </span>
        <Button tone="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Close' : 'Change…'}
        </Button>
      </div>
      {notes.length === 0 ? null : (
        <ul className="caption-reading__notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {track.offsetFrom === 'guess' ? (
        <div className="caption-reading__buttons">
          <Button onClick={() => void change({ offsetMs: 0 })}>Keep the file’s times</Button>
        </div>
      ) : null}
      {open ? <ReadingForm key={JSON.stringify(track)} track={track} onChange={change} /> : null}
    </section>
  )
}

/** Tracks that are found and not read, each with the reason. */
export const UnreadTracks = ({ tracks }: { readonly tracks: readonly CaptionTrack[] }) =>
  tracks.length === 0 ? null : (
    <ul className="unread-tracks" aria-label="Captions found, not read">
      {tracks.map((track) => (
        <li key={track.track}>
          <strong>{fileOf(track) ?? trackText(track)}</strong>
          <span>{track.note ?? 'Not read.'}</span>
        </li>
      ))}
    </ul>
  )
