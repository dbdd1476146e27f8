import type { Marks } from '../../stores/video-view-store.ts'

/** The marks after setting one at a time: an in point after the out point takes the out point away, and so does the reverse. */
export const mark = (marks: Marks, which: 'in' | 'out', timeMs: number): Marks => {
  if (which === 'in') {
    return { inMs: timeMs, outMs: marks.outMs !== null && marks.outMs < timeMs ? null : marks.outMs }
  }
  return { inMs: marks.inMs !== null && marks.inMs > timeMs ? null : marks.inMs, outMs: timeMs }
}

/** The marked range with open ends filled by the film's own; null when nothing is marked. */
export const rangeOf = (
  { inMs, outMs }: Marks,
  durationMs: number,
): { readonly startMs: number; readonly endMs: number } | null =>
  inMs === null && outMs === null ? null : { startMs: inMs ?? 0, endMs: outMs ?? durationMs }
