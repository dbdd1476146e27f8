/** How well one scene of a film answers the query. */
export interface HeatScene {
  readonly startMs: number
  readonly endMs: number
  /** 0…1. */
  readonly score: number
  readonly relevant: boolean
}

/** Times are rounded to milliseconds. */
const slackMs = 1

/**
 * Scenes worth jumping to, in order of time: of each run of neighbouring scenes that stand out the best one, and when
 * none stands out the few scenes better than both their neighbours and far above the film's average (1.5 deviations).
 */
export const heatPeaks = (scenes: readonly HeatScene[]): readonly HeatScene[] => {
  const standOut = scenes.some(({ relevant }) => relevant)
  const mean = scenes.reduce((sum, { score }) => sum + score, 0) / Math.max(1, scenes.length)
  const variance = scenes.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / Math.max(1, scenes.length)
  const bar = mean + 1.5 * Math.sqrt(variance)
  const peaks: HeatScene[] = []
  let best: HeatScene | null = null
  let beforeEndMs = 0
  for (const scene of scenes) {
    // Captions that were found word for word have gaps between them: they are no neighbours.
    if (best !== null && scene.startMs > beforeEndMs + slackMs) {
      peaks.push(best)
      best = null
    }
    beforeEndMs = scene.endMs
    const counts = standOut ? scene.relevant : scene.score > bar && scene.score > mean
    if (!counts) {
      if (best !== null) peaks.push(best)
      best = null
    } else if (best === null || scene.score > best.score) best = scene
  }
  if (best !== null) peaks.push(best)
  return peaks
}

/** Start of the next peak after a time (or before it), going round at the end of the film; null without any. */
export const nextPeak = (peaks: readonly HeatScene[], timeMs: number, direction: 1 | -1): number | null => {
  const starts = peaks.map(({ startMs }) => startMs)
  const found =
    direction === 1
      ? starts.find((startMs) => startMs > timeMs + slackMs)
      : starts.findLast((startMs) => startMs < timeMs - slackMs)
  return found ?? starts.at(direction === 1 ? 0 : -1) ?? null
}
