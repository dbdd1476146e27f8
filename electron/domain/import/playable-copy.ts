import type { ProbeResult } from '../ports/index.ts'

/**
 * Largest difference of two lengths in ms: headers round to their own time base, and a copy may lack the last frame.
 */
const toleratedMs = 60
const toleratedRate = 0.001

/** Whether a film shows the same moments at the same times as another, as far as headers tell, and a browser plays it. */
export const isPlayableCopy = (copy: ProbeResult, original: ProbeResult): boolean => {
  const rates = [copy.frameRate, original.frameRate].map(({ num, den }) => num / den)
  const [rate = 0, wanted = 0] = rates
  const frameMs = wanted > 0 ? 1000 / wanted : 0
  return (
    copy.playsInBrowser &&
    copy.startTimeMs === 0 &&
    copy.rotationDegrees === original.rotationDegrees &&
    Math.abs(rate - wanted) <= wanted * toleratedRate &&
    Math.abs(copy.durationMs - original.durationMs) <= Math.max(toleratedMs, 1.5 * frameMs)
  )
}
