import type { SceneColumns } from './scene-columns.ts'

/** Rows of the columns by video, in order of time. */
export const rowsByVideo = ({ videos, startMs }: SceneColumns): ReadonlyMap<number, number[]> => {
  const rows = new Map<number, number[]>()
  let video = -1
  let own: number[] = []
  for (let row = 0; row < videos.length; row += 1) {
    const next = videos[row] ?? 0
    if (next !== video) {
      video = next
      own = rows.get(video) ?? []
      rows.set(video, own)
    }
    own.push(row)
  }
  const startOf = (row: number): number => startMs[row] ?? 0
  for (const each of rows.values()) {
    // Scenes that were cut anew have later numbers than those after them.
    if (each.some((row, at) => at > 0 && startOf(each[at - 1] ?? row) > startOf(row))) {
      each.sort((a, b) => startOf(a) - startOf(b))
    }
  }
  return rows
}

/** The place in a video's rows of the first scene that ends after a time; scenes do not overlap. */
export const firstEndingAfter = (rows: readonly number[], endMs: Float64Array, timeMs: number): number => {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((endMs[rows[middle] ?? 0] ?? 0) > timeMs) high = middle
    else low = middle + 1
  }
  return low
}
