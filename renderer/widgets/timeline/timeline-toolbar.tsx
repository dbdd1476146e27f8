import { AudioWaveform, Maximize2, Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { Slider } from '../../ui/slider.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'
import { trackText } from '../captions/track-text.ts'
import type { ShownCaptionTrack } from '../captions/use-caption-track.ts'
import { boundView, isFit, scaleOfShare, timeAt, xOf, zoomShare } from './timeline-geometry.ts'
import type { TimelineControl } from './use-timeline-view.ts'

/** The row above the timeline: the marked range, which words are shown, the zoom. */
export const TimelineToolbar = ({
  control,
  playheadMs,
  captionTrack: { tracks, track, choose },
  hasSound,
  children,
}: {
  readonly control: TimelineControl
  readonly playheadMs: () => number
  readonly captionTrack: ShownCaptionTrack
  readonly hasSound: boolean
  readonly children: ReactNode
}) => {
  const { view, bounds, change, zoomBy, fit } = control
  const { preferences } = useStores()
  const waveformShown = useApp('preferences', (state) => state.waveformShown)
  return (
    <div className="timeline__toolbar">
      {children}
      <span className="timeline__space" />
      {tracks.length > 1 && track !== null ? (
        <Select
          className="timeline__track"
          aria-label="Caption track of the timeline"
          title="Caption track"
          value={track.track}
          onChange={(event) => choose(Number(event.target.value))}
        >
          {tracks.map((candidate) => (
            <option key={candidate.track} value={candidate.track}>
              {trackText(candidate)}
            </option>
          ))}
        </Select>
      ) : null}
      {hasSound ? (
        <IconButton
          label={waveformShown ? 'Hide the waveform' : 'Show the waveform'}
          pressed={waveformShown}
          onClick={() => preferences.getState().change({ waveformShown: !waveformShown })}
        >
          <AudioWaveform size={14} aria-hidden />
        </IconButton>
      ) : null}
      <IconButton label="Zoom out" keys={shownShortcut('timeline.zoomOut')} onClick={() => zoomBy(1 / 1.6)}>
        <Minus size={14} aria-hidden />
      </IconButton>
      <Slider
        className="timeline__zoom"
        aria-label="Zoom of the timeline"
        title="Zoom"
        min={0}
        max={1000}
        value={Math.round(zoomShare(view, bounds) * 1000)}
        onChange={(event) => {
          const pxPerMs = scaleOfShare(event.target.valueAsNumber / 1000, bounds)
          change((current, limits) => {
            const x = xOf(current, playheadMs())
            const anchor = x >= 0 && x <= limits.widthPx ? x : limits.widthPx / 2
            return boundView({ pxPerMs, startMs: timeAt(current, anchor) - anchor / pxPerMs }, limits)
          })
        }}
      />
      <IconButton label="Zoom in" keys={shownShortcut('timeline.zoomIn')} onClick={() => zoomBy(1.6)}>
        <Plus size={14} aria-hidden />
      </IconButton>
      <Button
        tone="quiet"
        className="timeline__fit"
        disabled={isFit(view, bounds)}
        title={`The whole video  ${shownShortcut('timeline.fit')}`}
        onClick={fit}
      >
        <Maximize2 size={13} aria-hidden />
        Fit
      </Button>
    </div>
  )
}
