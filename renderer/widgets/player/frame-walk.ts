/** Seeks to a time and answers when the frame then on show begins, in ms; null when that cannot be known. */
export type ShowFrame = (timeMs: number) => Promise<number | null>

/** Two times this close are the same frame's. */
const sameFrameMs = 0.5
const maxGallops = 24
const maxBacktracks = 48

const isSame = (left: number, right: number): boolean => Math.abs(left - right) < sameFrameMs

/**
 * Shows the frame before the one that begins at `startMs`: just before it begins lies its predecessor, whatever their
 * lengths. Answers when that one begins.
 */
export const stepBackwards = (startMs: number, show: ShowFrame): Promise<number | null> =>
  startMs <= 0 ? Promise.resolve(null) : show(Math.max(0, startMs - 1))

/**
 * Shows the frame after the one that begins at `startMs` in a film of variable rate: looks further and further ahead
 * until the frame changes, then walks back to the first one after the start. Answers when it begins, null at the end.
 */
export const stepForwards = async (
  startMs: number,
  intervalMs: number,
  durationMs: number,
  show: ShowFrame,
): Promise<number | null> => {
  let found: number | null = null
  let ahead = intervalMs * 1.5
  for (let gallop = 0; gallop < maxGallops; gallop += 1) {
    const target = Math.min(startMs + ahead, Math.max(startMs, durationMs - 1))
    const begins = await show(target)
    if (begins === null) return null
    if (begins > startMs && !isSame(begins, startMs)) {
      found = begins
      break
    }
    if (target >= durationMs - 1) return null
    ahead *= 1.6
  }
  if (found === null) return null
  for (let back = 0; back < maxBacktracks; back += 1) {
    // Nothing fits between neighbours closer than the shortest frame there is (1 ms).
    if (found - startMs < 2) return found
    const before = await show(Math.max(0, found - 1))
    if (before === null) return found
    if (before <= startMs || isSame(before, startMs)) break
    found = before
  }
  return show(found + sameFrameMs)
}
