import { Copy, Play, Repeat, X } from 'lucide-react'
import { spanText } from '../../../electron/contract/timecode.ts'
import { type TimedFilm, useMomentText } from '../../stores/use-moment-text.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { noMarks } from '../../stores/video-view-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'
import { rangeOf } from '../player/marks.ts'
import { usePlayerState } from '../player/player-store.ts'
import './marks-bar.css'

/** The in and out points, how long they are apart, and what one can do with them. Nothing while nothing is marked. */
export const MarksBar = ({ video }: { readonly video: TimedFilm & { readonly id: string } }) => {
  const { actions } = useStores()
  const marks = useApp('videoViews', (state) => state.marks.get(video.id) ?? noMarks)
  const durationMs = usePlayerState((state) => state.durationMs)
  const clock = usePlayerState((state) => state.clock)
  const loops = usePlayerState((state) => state.loops)
  const text = useMomentText(video)
  const range = rangeOf(marks, durationMs, clock)
  if (range === null) return null
  const run = (id: Parameters<typeof shownShortcut>[0]) => () => void actions.getState().run(id)
  return (
    <fieldset className="marks tabular">
      <legend className="visually-hidden">Marked range</legend>
      <button
        type="button"
        className="marks__point"
        data-open={marks.inMs === null}
        title={`Go to the in point  ${shownShortcut('player.goToIn')}`}
        aria-label={`In point ${text(range.startMs)}`}
        onClick={run('player.goToIn')}
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
        title={`Go to the out point, the last frame inside  ${shownShortcut('player.goToOut')}`}
        aria-label={`Out point ${text(range.lastMs)}`}
        onClick={run('player.goToOut')}
      >
        {text(range.lastMs)}
      </button>
      <span className="marks__length" title="Length of the marked range, with its first and last frame">
        {spanText(range, video.frameRate)}
      </span>
      <IconButton label="Play in to out" keys={shownShortcut('player.playRange')} onClick={run('player.playRange')}>
        <Play size={13} aria-hidden />
      </IconButton>
      <IconButton
        label="Loop in to out"
        keys={shownShortcut('player.loop')}
        pressed={loops}
        onClick={run('player.loop')}
      >
        <Repeat size={13} aria-hidden />
      </IconButton>
      <IconButton
        label="Copy the range as timecodes"
        keys={shownShortcut('edit.copyTimecode')}
        onClick={run('edit.copyTimecode')}
      >
        <Copy size={13} aria-hidden />
      </IconButton>
      <IconButton
        label="Clear in and out points"
        keys={shownShortcut('player.clearMarks')}
        onClick={run('player.clearMarks')}
      >
        <X size={14} aria-hidden />
      </IconButton>
    </fieldset>
  )
}
