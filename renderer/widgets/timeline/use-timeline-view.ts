import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { usePlayer } from '../player/player-store.ts'
import {
  boundView,
  fitView,
  followPlayhead,
  isFit,
  type TimelineBounds,
  type TimelineView,
  xOf,
  zoomAt,
} from './timeline-geometry.ts'

/** The view of a timeline and the ways to change it. */
export interface TimelineControl {
  readonly view: TimelineView
  readonly bounds: TimelineBounds
  readonly change: (next: (view: TimelineView, bounds: TimelineBounds) => TimelineView) => void
  /** Zooms around the playhead where it is on show, else around the middle. */
  readonly zoomBy: (factor: number) => void
  readonly fit: () => void
}

/** Keeps the view within the film and the window, fitting while it was fitting, and follows the playhead. */
export const useTimelineView = (widthPx: number, durationMs: number, frameMs: number): TimelineControl => {
  const { store } = usePlayer()
  const bounds = useMemo(
    (): TimelineBounds => ({ widthPx: Math.max(1, widthPx), durationMs: Math.max(1, durationMs), frameMs }),
    [widthPx, durationMs, frameMs],
  )
  const [view, setView] = useState<TimelineView | null>(null)
  const before = useRef(bounds)
  useEffect(() => {
    const old = before.current
    before.current = bounds
    // A film shown whole stays whole when the window or the film grows.
    setView((shown) => (shown === null || isFit(shown, old) ? null : boundView(shown, bounds)))
  }, [bounds])
  const shown = view ?? fitView(bounds)
  const latest = useRef(shown)
  latest.current = shown
  const change = useCallback(
    (next: (view: TimelineView, bounds: TimelineBounds) => TimelineView) => {
      const after = next(latest.current, bounds)
      latest.current = after
      setView(isFit(after, bounds) ? null : after)
    },
    [bounds],
  )
  useEffect(
    () =>
      store.subscribe((now, was) => {
        if (now.timeMs === was.timeMs || isFit(latest.current, bounds)) return
        const after = followPlayhead(latest.current, bounds, was.timeMs, now.timeMs)
        if (after !== latest.current) change(() => after)
      }),
    [store, bounds, change],
  )
  const zoomBy = useCallback(
    (factor: number) =>
      change((current, limits) => {
        const x = xOf(current, store.getState().timeMs)
        const anchor = x >= 0 && x <= limits.widthPx ? x : limits.widthPx / 2
        return zoomAt(current, limits, anchor, factor)
      }),
    [change, store],
  )
  const fit = useCallback(() => change((_view, limits) => fitView(limits)), [change])
  return { view: shown, bounds, change, zoomBy, fit }
}
