import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Caption, Scene, VideoDetails, Waveform } from '../../../electron/contract/index.ts'
import type { HeatScene } from '../../stores/search/heat-peaks.ts'
import { useMomentText, useTimesFrom } from '../../stores/use-moment-text.ts'
import { useCaptions, useScenes } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { noMarks } from '../../stores/video-view-store.ts'
import { useAction } from '../actions/use-action.ts'
import { useCaptionTrack } from '../captions/use-caption-track.ts'
import { rangeOf } from '../player/marks.ts'
import { usePlayer, usePlayerState } from '../player/player-store.ts'
import { indexAt, nextStart, previousStart } from '../player/scene-at.ts'
import { BoundaryPreview, boundaryAt, type MovedBoundary, reachableFrame } from './boundary-drag.tsx'
import { HoverPreview } from './hover-preview.tsx'
import { MarksBar } from './marks-bar.tsx'
import { TimelineCanvas } from './timeline-canvas.tsx'
import { panBy, timeAt, xOf, zoomAt } from './timeline-geometry.ts'
import { laneAt, lanesOf, lanesText } from './timeline-lanes.ts'
import { TimelineOverview } from './timeline-overview.tsx'
import { TimelineToolbar } from './timeline-toolbar.tsx'
import { useTimelineView } from './use-timeline-view.ts'
import { useWaveform } from './use-waveform.ts'
import { levelText } from './waveform-tiles.ts'
import './timeline.css'

interface Drag {
  readonly kind: 'scrub' | 'pan' | 'boundary'
  readonly lastX: number
}

const noHeat: readonly HeatScene[] = []
const noCues: readonly Caption[] = []

const noteUnder = (
  lane: ReturnType<typeof laneAt>,
  timeMs: number,
  video: VideoDetails,
  scenes: readonly Scene[],
  cues: readonly Caption[],
  screenCues: readonly Caption[],
  heat: readonly HeatScene[],
  waveform: readonly Waveform[],
): string => {
  if (lane === 'waveform') return levelText(waveform, timeMs)
  if (lane === 'heat') {
    const scene = heat[indexAt(heat, timeMs)]
    return scene === undefined || timeMs >= scene.endMs ? '' : `Matches ${Math.round(scene.score * 100)} of 100`
  }
  if (lane === 'captions' || lane === 'screen') {
    const own = lane === 'screen' ? screenCues : cues
    const cue = own[indexAt(own, timeMs)]
    return cue !== undefined && timeMs < cue.endMs ? cue.text.replaceAll('\n', ' ') : ''
  }
  if (lane === 'chapters') {
    return video.chapters.find((chapter) => timeMs >= chapter.startMs && timeMs < chapter.endMs)?.title ?? ''
  }
  const index = indexAt(scenes, timeMs)
  return index < 0 ? '' : `Scene ${(index + 1).toLocaleString()}`
}

/** The film along time: scenes, chapters, words, marks and playhead; click or drag to seek, wheel to zoom. */
export const Timeline = ({ video }: { readonly video: VideoDetails }) => {
  const scenes = useScenes(video.id).items
  const shown = useCaptionTrack(video)
  const cues = useCaptions(video.id, shown.track?.track ?? null).items
  const screenTrack = shown.tracks.find(({ source, cueCount }) => source === 'screen' && cueCount > 0) ?? null
  const isShown = screenTrack === null || screenTrack.track === shown.track?.track
  const screenTexts = useCaptions(video.id, isShown ? null : screenTrack.track).items
  const screenCues = isShown ? noCues : screenTexts
  const marks = useApp('videoViews', (state) => state.marks.get(video.id) ?? noMarks)
  // How well scenes answer the query on show; empty without one.
  const heat = useApp('heat', (state) => (state.videoId === video.id ? state.scenes : noHeat))
  const { store, commands } = usePlayer()
  const durationMs = usePlayerState((state) => state.durationMs)
  const frameMs = usePlayerState((state) => state.clock.intervalAt(0))
  const currentScene = usePlayerState((state) => indexAt(scenes, state.timeMs))
  const lanesId = useId()
  const [stage, setStage] = useState<HTMLDivElement | null>(null)
  const [size, setSize] = useState({ widthPx: 0, heightPx: 0 })
  useEffect(() => {
    if (stage === null) return
    const observer = new ResizeObserver(() => setSize({ widthPx: stage.clientWidth, heightPx: stage.clientHeight }))
    observer.observe(stage)
    return () => observer.disconnect()
  }, [stage])
  const control = useTimelineView(size.widthPx, durationMs, frameMs)
  const { view, change, zoomBy, fit } = control
  const [hover, setHover] = useState<{ readonly xPx: number; readonly yPx: number } | null>(null)
  const drag = useRef<Drag | null>(null)
  const { sceneEdits } = useStores()
  const [moved, setMoved] = useState<MovedBoundary | null>(null)
  const hasChapters = video.chapters.length > 0
  const hasCaptions = shown.tracks.length > 0
  const hasHeat = heat.length > 0
  const hasScreenText = screenCues.length > 0
  const waveformShown = useApp('preferences', (state) => state.waveformShown)
  const waveform = useWaveform(video, view, size.widthPx, durationMs, waveformShown)
  const hasWaveform = waveform.length > 0
  const lanes = useMemo(
    () => lanesOf({ heightPx: size.heightPx, hasChapters, hasHeat, hasCaptions, hasScreenText, hasWaveform }),
    [size.heightPx, hasChapters, hasHeat, hasCaptions, hasScreenText, hasWaveform],
  )
  const clock = usePlayerState((state) => state.clock)
  const range = useMemo(() => rangeOf(marks, durationMs, clock), [marks, durationMs, clock])
  useAction('timeline.zoomIn', () => zoomBy(1.6))
  useAction('timeline.zoomOut', () => zoomBy(1 / 1.6))
  useAction('timeline.fit', fit)

  // The playhead moves 60 times a second: straight to the elements, past React.
  const head = useRef<HTMLElement | null>(null)
  const overviewHead = useRef<HTMLElement | null>(null)
  const moveHeads = useCallback(() => {
    const { timeMs, durationMs: length } = store.getState()
    if (head.current !== null) head.current.style.transform = `translateX(${xOf(view, timeMs)}px)`
    if (overviewHead.current !== null) overviewHead.current.style.left = `${(timeMs / Math.max(1, length)) * 100}%`
  }, [store, view])
  useEffect(() => {
    moveHeads()
    return store.subscribe(moveHeads)
  }, [store, moveHeads])

  // React's wheel listeners are passive, and the page must not scroll or zoom meanwhile.
  useEffect(() => {
    if (stage === null) return
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault()
      const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 200 : 1
      const x = event.clientX - stage.getBoundingClientRect().left
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
      if (
        !event.ctrlKey &&
        Math.abs(sideways) > 0 &&
        (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      ) {
        change((current, limits) => panBy(current, limits, sideways * unit))
        return
      }
      const factor = Math.exp((-event.deltaY * unit) / (event.ctrlKey ? 120 : 360))
      change((current, limits) => zoomAt(current, limits, x, factor))
    }
    stage.addEventListener('wheel', onWheel, { passive: false })
    return () => stage.removeEventListener('wheel', onWheel)
  }, [stage, change])

  const pointOf = (event: PointerEvent<HTMLElement>): { readonly xPx: number; readonly yPx: number } => {
    const box = event.currentTarget.getBoundingClientRect()
    return { xPx: event.clientX - box.left, yPx: event.clientY - box.top }
  }
  const heldBoundary = (point: { readonly xPx: number; readonly yPx: number }): number | null =>
    laneAt(lanes, point.yPx) === 'scenes' ? boundaryAt(scenes, view, point.xPx) : null
  const showBoundary = (index: number, frame: number): void => {
    setMoved({ index, frame })
    setHover(null)
    commands.seek(clock.startOf(frame))
  }
  const dropBoundary = (): void => {
    if (moved !== null && moved.frame !== scenes[moved.index]?.startFrame) {
      void sceneEdits.move(video.id, moved.index, moved.frame)
    }
    setMoved(null)
  }
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    const pans = event.button === 1 || (event.button === 0 && (event.shiftKey || event.altKey))
    if (event.button !== 0 && !pans) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const point = pointOf(event)
    const boundary = pans ? null : heldBoundary(point)
    if (boundary !== null) {
      drag.current = { kind: 'boundary', lastX: point.xPx }
      showBoundary(boundary, scenes[boundary]?.startFrame ?? 0)
      return
    }
    drag.current = { kind: pans ? 'pan' : 'scrub', lastX: point.xPx }
    if (pans) event.preventDefault()
    else commands.seek(timeAt(view, point.xPx))
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const point = pointOf(event)
    if (drag.current?.kind === 'boundary' && moved !== null) {
      const frame = reachableFrame(scenes, moved.index, clock.frameAt(timeAt(view, point.xPx)))
      if (frame !== moved.frame) showBoundary(moved.index, frame)
      return
    }
    if (drag.current?.kind === 'pan') {
      const delta = drag.current.lastX - point.xPx
      change((current, limits) => panBy(current, limits, delta))
      drag.current = { kind: 'pan', lastX: point.xPx }
      setHover(null)
      return
    }
    if (drag.current?.kind === 'scrub') {
      const { widthPx } = control.bounds
      // Dragging past an edge moves the film along.
      const beyond = point.xPx < 0 ? point.xPx : point.xPx > widthPx ? point.xPx - widthPx : 0
      if (beyond !== 0) change((current, limits) => panBy(current, limits, beyond / 4))
      commands.seek(timeAt(view, Math.max(0, Math.min(widthPx, point.xPx))))
    }
    if (event.pointerType !== 'touch') setHover(point)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const { timeMs, clock } = store.getState()
    const seconds = (count: number) => () => commands.seek(timeMs + count * 1000)
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: event.shiftKey ? seconds(-1) : () => commands.stepFrames(-1),
      ArrowRight: event.shiftKey ? seconds(1) : () => commands.stepFrames(1),
      ArrowUp: () => commands.seek(previousStart(scenes, timeMs, clock.intervalAt(timeMs) * 12) ?? 0),
      ArrowDown: () => commands.seek(nextStart(scenes, timeMs) ?? timeMs),
      PageUp: seconds(10),
      PageDown: seconds(-10),
      Home: () => commands.seek(0),
      End: () => commands.seek(durationMs),
    }
    if (event.key === 'Escape' && moved !== null) {
      drag.current = null
      setMoved(null)
      return
    }
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key]
    if (act !== undefined) {
      event.preventDefault()
      act()
    } else if (event.key === ' ') {
      event.preventDefault()
      commands.shuttle('toggle')
    }
  }
  const text = useMomentText(video)
  const timesFrom = useTimesFrom(video)
  // Read out four times a second at most.
  const spokenMs = usePlayerState((state) => (state.rate === 0 ? state.timeMs : Math.floor(state.timeMs / 250) * 250))
  const hoverMs = hover === null ? 0 : Math.max(0, Math.min(durationMs, timeAt(view, hover.xPx)))
  return (
    <section className="timeline" aria-label="Timeline">
      <TimelineToolbar
        control={control}
        playheadMs={() => store.getState().timeMs}
        captionTrack={shown}
        hasSound={video.audioStreams.some(({ chosen }) => chosen)}
      >
        <MarksBar video={video} />
      </TimelineToolbar>
      <p id={lanesId} className="visually-hidden">
        {lanesText(lanes)}
      </p>
      <div
        ref={setStage}
        className="timeline__stage"
        role="slider"
        tabIndex={0}
        aria-label="Playhead"
        aria-describedby={lanesId}
        aria-valuemin={0}
        aria-valuemax={Math.round(durationMs)}
        aria-valuenow={Math.round(spokenMs)}
        aria-valuetext={text(spokenMs)}
        data-dragging={drag.current?.kind}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        data-boundary={hover !== null && heldBoundary(hover) !== null}
        onLostPointerCapture={() => {
          if (drag.current?.kind === 'boundary') dropBoundary()
          drag.current = null
        }}
        onPointerLeave={() => setHover(null)}
        onKeyDown={onKeyDown}
      >
        <div className="timeline__clip">
          {size.widthPx > 0 ? (
            <TimelineCanvas
              view={view}
              widthPx={size.widthPx}
              heightPx={size.heightPx}
              lanes={lanes}
              durationMs={durationMs}
              frameRate={video.frameRate}
              timesFrom={timesFrom}
              scenes={scenes}
              currentScene={currentScene}
              cues={cues}
              screenCues={screenCues}
              heat={heat}
              waveform={waveform}
              chapters={video.chapters}
              range={range}
              filmstrip={video.filmstrip}
            />
          ) : null}
          {hover === null ? null : (
            <div className="timeline__hover" style={{ transform: `translateX(${hover.xPx}px)` }} />
          )}
          <div
            ref={(element) => {
              head.current = element
            }}
            className="timeline__head"
          />
        </div>
        {hover === null || stage === null || durationMs === 0 ? null : (
          <HoverPreview
            xPx={hover.xPx}
            stage={stage}
            timeMs={hoverMs}
            note={noteUnder(laneAt(lanes, hover.yPx), hoverMs, video, scenes, cues, screenCues, heat, waveform)}
            filmstrip={video.filmstrip}
            text={text(hoverMs)}
          />
        )}
      </div>
      {moved === null || stage === null ? null : (
        <BoundaryPreview
          moved={moved}
          view={view}
          stage={stage}
          clock={clock}
          filmstrip={video.filmstrip}
          text={text}
        />
      )}
      <TimelineOverview
        control={control}
        playheadRef={(element) => {
          overviewHead.current = element
        }}
      />
    </section>
  )
}
