/** Index of the last item that starts at or before a time (with 1 ms for rounding); −1 before the first. Items in order. */
export const indexAt = (items: readonly { readonly startMs: number }[], timeMs: number): number => {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item !== undefined && item.startMs <= timeMs + 1) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Where “previous scene” goes: to the start of this scene, or of the one before when already near the start. */
export const previousStart = (
  items: readonly { readonly startMs: number }[],
  timeMs: number,
  nearMs: number,
): number | null => {
  const index = indexAt(items, timeMs)
  const current = items[index]
  if (current === undefined) return null
  if (timeMs - current.startMs > nearMs) return current.startMs
  return items[index - 1]?.startMs ?? current.startMs
}

/** Where “next scene” goes; null in the last one. */
export const nextStart = (items: readonly { readonly startMs: number }[], timeMs: number): number | null =>
  items[indexAt(items, timeMs) + 1]?.startMs ?? null
