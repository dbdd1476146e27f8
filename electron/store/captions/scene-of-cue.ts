import type { SceneColumns } from '../scenes/scene-columns.ts'
import { firstEndingAfter } from '../scenes/scene-rows-by-video.ts'

/**
 * The row of the scene that a cue shares most with, or that follows it where it lies between scenes; −1: none. `rows` are those
 * of its video in order of time.
 */
export const rowOfCue = (
  rows: readonly number[],
  columns: SceneColumns,
  cue: { readonly startMs: number; readonly endMs: number },
): number => {
  let best = -1
  let mostMs = Number.NEGATIVE_INFINITY
  for (let at = firstEndingAfter(rows, columns.endMs, cue.startMs); at < rows.length; at += 1) {
    const row = rows[at] ?? 0
    const startMs = columns.indexes[row] === 0 ? 0 : (columns.startMs[row] ?? 0)
    if (startMs >= Math.max(cue.endMs, cue.startMs + 1)) break
    const sharedMs = Math.min(cue.endMs, columns.endMs[row] ?? 0) - Math.max(cue.startMs, startMs)
    if (sharedMs > mostMs) {
      mostMs = sharedMs
      best = row
    }
  }
  return best
}
