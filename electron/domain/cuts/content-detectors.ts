import type { Boundary } from './boundary.ts'
import type { FrameFeatures } from './features.ts'
import { createFlashFilter } from './flash-filter.ts'
import { type CutTracker, hardCut } from './tracker.ts'

/** PySceneDetect's defaults. */
export const contentDefaults = { contentThreshold: 27, adaptiveThreshold: 3, minContent: 15, windowWidth: 2 } as const

/** PySceneDetect's `content_val` of a frame: the mean of the mean absolute differences of hue, saturation and value. */
export const contentScore = (features: FrameFeatures, frame: number): number => {
  const { comparedPixels } = features
  const hue = (features.hueDelta[frame] ?? 0) / comparedPixels
  const saturation = (features.saturationDelta[frame] ?? 0) / comparedPixels
  const value = (features.valueDelta[frame] ?? 0) / comparedPixels
  return (hue + saturation + value) / 3
}

/** PySceneDetect's ContentDetector: score at or above the threshold, then the flash filter in merge mode. */
export const createContentTracker = (
  features: FrameFeatures,
  threshold: number,
  minSceneFrames: number,
): CutTracker => {
  const boundaries: Boundary[] = []
  const filter = createFlashFilter(minSceneFrames)
  let next = 0
  let ended = false
  const advance = (): void => {
    for (; next < features.frameCount; next++) {
      const cut = filter.push(next, contentScore(features, next) >= threshold)
      if (cut === null) continue
      const score = contentScore(features, cut)
      boundaries.push(hardCut(cut, score, `content: mean HSV change ${score.toFixed(1)} ≥ ${threshold}`))
    }
  }
  return {
    boundaries,
    advance,
    finish: () => {
      advance()
      ended = true
    },
    get settledFrame() {
      return ended ? features.frameCount : filter.settledBefore(next)
    },
  }
}

/** PySceneDetect's `adaptive_ratio` of a frame that has two neighbours on each side. */
export const adaptiveRatio = (features: FrameFeatures, frame: number): number => {
  const width = contentDefaults.windowWidth
  let around = 0
  for (let offset = -width; offset <= width; offset++) {
    if (offset !== 0) around += contentScore(features, frame + offset)
  }
  const mean = around / (2 * width)
  const score = contentScore(features, frame)
  if (Math.abs(mean) < 0.00001) return score >= contentDefaults.minContent ? 255 : 0
  return Math.min(score / mean, 255)
}

/** PySceneDetect's AdaptiveDetector: a score that stands out from its two neighbours on each side. */
export const createAdaptiveTracker = (
  features: FrameFeatures,
  threshold: number,
  minSceneFrames: number,
): CutTracker => {
  const boundaries: Boundary[] = []
  const width = contentDefaults.windowWidth
  let next = width
  let lastCut = 0
  let ended = false
  const advance = (): void => {
    for (; next + width < features.frameCount; next++) {
      if (next - lastCut < minSceneFrames || contentScore(features, next) < contentDefaults.minContent) continue
      const ratio = adaptiveRatio(features, next)
      if (ratio < threshold) continue
      lastCut = next
      boundaries.push(hardCut(next, ratio, `adaptive: ${ratio.toFixed(1)} times the change around it, ≥ ${threshold}`))
    }
  }
  return {
    boundaries,
    advance,
    finish: () => {
      advance()
      ended = true
    },
    get settledFrame() {
      return ended ? features.frameCount : Math.min(next, features.frameCount)
    },
  }
}
