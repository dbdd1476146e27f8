import { type PointerEvent, useRef } from 'react'
import { centreOn, isFit, spanOf } from './timeline-geometry.ts'
import type { TimelineControl } from './use-timeline-view.ts'

/** The whole film as a thin bar: which part is on show, and where the playhead is. Drag it to pan. */
export const TimelineOverview = ({
  control,
  playheadRef,
}: {
  readonly control: TimelineControl
  readonly playheadRef: (element: HTMLElement | null) => void
}) => {
  const { view, bounds, change } = control
  const grab = useRef(0)
  const fits = isFit(view, bounds)
  const share = (timeMs: number): number => (timeMs / bounds.durationMs) * 100
  const span = spanOf(view, bounds.widthPx)
  const timeOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect()
    return ((event.clientX - box.left) / Math.max(1, box.width)) * bounds.durationMs
  }
  return (
    <div
      className="timeline__overview"
      data-fits={fits}
      aria-hidden
      title={fits ? '' : 'Drag to move along the video'}
      onPointerDown={(event) => {
        if (fits || event.button !== 0) return
        const timeMs = timeOf(event)
        const inside = timeMs >= view.startMs && timeMs <= view.startMs + span
        grab.current = inside ? timeMs - (view.startMs + span / 2) : 0
        event.currentTarget.setPointerCapture(event.pointerId)
        if (!inside) change((current, limits) => centreOn(current, limits, timeMs))
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
        const timeMs = timeOf(event) - grab.current
        change((current, limits) => centreOn(current, limits, timeMs))
      }}
    >
      <div
        className="timeline__window"
        style={{ left: `${share(view.startMs)}%`, width: `${Math.min(100, share(span))}%` }}
      />
      <div ref={playheadRef} className="timeline__overview-head" />
    </div>
  )
}
