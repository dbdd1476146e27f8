import type { Marks } from '../../stores/video-view-store.ts'
import type { FrameClock } from './frame-clock.ts'

/** The marks after setting one at a time: an in point after the out point takes the out point away, and so does the reverse. */
export const mark = (marks: Marks, which: 'in' | 'out', timeMs: number): Marks => {
  if (which === 'in') {
    return { inMs: timeMs, outMs: marks.outMs !== null && marks.outMs < timeMs ? null : marks.outMs }
  }
  return { inMs: marks.inMs !== null && marks.inMs > timeMs ? null : marks.inMs, outMs: timeMs }
}

/** A marked range. Both marks name a frame that is inside, as editors count; times in ms. */
export interface MarkedRange {
  /** Where the first frame begins. */
  readonly startMs: number
  /** Where the last frame inside begins: what “out” shows. */
  readonly lastMs: number
  /** Where the last frame inside ends. */
  readonly endMs: number
}

/** The marked range with open ends filled by the film's own; null when nothing is marked. */
export const rangeOf = (
  { inMs, outMs }: Marks,
  durationMs: number,
  clock: Pick<FrameClock, 'frameAt' | 'startOf' | 'intervalAt'>,
): MarkedRange | null => {
  if (inMs === null && outMs === null) return null
  const startMs = inMs ?? 0
  if (outMs !== null) {
    return { startMs, lastMs: outMs, endMs: Math.max(outMs, Math.min(durationMs, outMs + clock.intervalAt(outMs))) }
  }
  const lastMs = clock.startOf(clock.frameAt(durationMs - clock.intervalAt(durationMs) / 2))
  return { startMs, lastMs: Math.max(startMs, lastMs), endMs: durationMs }
}

/** The frames of a marked range; the one behind the last comes with it, as ranges are kept. */
export const framesOfRange = (
  { startMs, lastMs }: MarkedRange,
  clock: Pick<FrameClock, 'frameAt'>,
): { readonly startFrame: number; readonly endFrame: number } => ({
  startFrame: clock.frameAt(startMs),
  endFrame: clock.frameAt(lastMs) + 1,
})
