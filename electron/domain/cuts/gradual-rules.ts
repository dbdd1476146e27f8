import { blendReaches, type FrameFeatures } from './features.ts'
import type { Measures } from './measures.ts'
import { isBlank } from './persistent-rules.ts'

/** How much a frame looks like the middle of a dissolve. */
export interface Dissolve {
  /** Evidence, summed over the reaches: largest in the middle. */
  readonly evidence: number
  /** Whether it is enough to call it a dissolve. */
  readonly isEnough: boolean
  /** Half of the length over which it was seen, in frames. */
  readonly reach: number
  /** Residual over change where it is smallest. */
  readonly ratio: number
}

const noDissolve: Dissolve = { evidence: 0, isEnough: false, reach: 0, ratio: 1 }

/** Residual over change from which on a frame is no blend at all, one of two reaches that agree, and one that suffices alone. */
const blendRatio = { none: 0.3, agreeing: 0.24, alone: 0.15, aloneUnrelated: 0.18 } as const
/** Ends that correlate less show unrelated pictures. */
const unrelated = 0.3

/** Whether one of two frames has so little contrast against the other that this is one side of a fade. */
const isOneSided = (features: FrameFeatures, first: number, last: number): boolean => {
  const [left, right] = [features.lumaDeviation[first] ?? 0, features.lumaDeviation[last] ?? 0]
  return isBlank(features, first) || isBlank(features, last) || Math.min(left, right) < 0.3 * Math.max(left, right)
}

/** Whether the two ends differ by little more than their mean luma: a change of light on a plain picture. */
const isBrightnessOnly = (features: FrameFeatures, middle: number, reach: number, change: number): boolean => {
  const mean = (frame: number): number => features.lumaMean[frame] ?? 0
  return change < 1.15 * Math.abs(mean(middle + reach) - mean(middle - reach))
}

/** How much more must change within a dissolve than in the same time on its quieter side. */
const driftRatio = 1.4

/**
 * Whether the picture changes as fast on both sides as it does in the middle: clouds, a sky that brightens, a steady move. Where the
 * film is too short on one side, that side says nothing.
 */
const isDrift = (features: FrameFeatures, measures: Measures, middle: number, reach: number): boolean => {
  const lag = Math.min(2 * reach, 16)
  const [start, end] = [middle - reach, middle + reach]
  const beside: number[] = []
  if (start >= lag) beside.push(measures.distance(start, lag))
  if (end + lag < features.frameCount) beside.push(measures.distance(end + lag, lag))
  return measures.distance(middle + lag / 2, lag) < driftRatio * Math.min(...beside)
}

/**
 * In a dissolve a frame is the mean of the frames at equal distance before and after it, though these differ: the residual is
 * small against the change. Camera motion leaves a double image, an exposure change a high correlation of the ends, a slow pan
 * a small distance once shifts are allowed for. Looks 16 frames to either side.
 */
export const dissolveAt = (features: FrameFeatures, measures: Measures, middle: number): Dissolve => {
  let evidence = 0
  let agreeing = 0
  let isClear = false
  let best = noDissolve
  for (const reach of blendReaches) {
    if (middle < reach || middle + reach >= features.frameCount) continue
    const change = measures.blendChange(middle, reach)
    if (change < 8 || isOneSided(features, middle - reach, middle + reach)) continue
    const ratio = measures.blendResidual(middle, reach) / change
    if (ratio > blendRatio.none) continue
    const correlation = measures.blendCorrelation(middle, reach)
    if (correlation > 0.8 || isBrightnessOnly(features, middle, reach, change)) continue
    if (isDrift(features, measures, middle, reach)) continue
    const end = middle + reach
    if (measures.distance(end, 2 * reach) < 0.4 * change || measures.relative(end, 2 * reach) < 0.35) continue
    evidence += (blendRatio.none - ratio) * change
    if (ratio <= blendRatio.agreeing) agreeing++
    if (ratio <= (correlation <= unrelated ? blendRatio.aloneUnrelated : blendRatio.alone)) isClear = true
    if (ratio < best.ratio) best = { ...best, reach, ratio }
  }
  return evidence === 0 ? noDissolve : { ...best, evidence, isEnough: isClear || agreeing >= 2 }
}

/** Frames within which only the strongest dissolve counts. */
export const dissolveRadius = 20

/** A fade through a blank picture. */
export interface Fade {
  readonly startFrame: number
  readonly endFrame: number
}

/** Longest fade that is followed to its end, in frames. */
const longestFade = 60

/**
 * The fade whose blank frames are `blankStart`…`blankEnd` − 1, if contrast sinks into them and rises out of them by steps; null
 * when either side is a hard change. Looks up to 60 frames behind `blankEnd`.
 */
export const fadeAround = (features: FrameFeatures, blankStart: number, blankEnd: number): Fade | null => {
  const contrast = (frame: number): number => features.lumaDeviation[frame] ?? 0
  const isRamp = (edge: number, step: -1 | 1): boolean => {
    const [near, middle, far] = [contrast(edge), contrast(edge + 2 * step), contrast(edge + 4 * step)]
    return near < middle && middle < far && near <= 0.7 * far
  }
  if (blankStart < 5 || blankEnd + 4 >= features.frameCount) return null
  if (!isRamp(blankStart - 1, -1) || !isRamp(blankEnd, 1)) return null
  let startFrame = blankStart - 1
  while (startFrame > 0 && blankStart - startFrame < longestFade && contrast(startFrame - 1) > contrast(startFrame)) {
    startFrame--
  }
  let endFrame = blankEnd
  const last = Math.min(features.frameCount - 1, blankEnd + longestFade - 1)
  while (endFrame < last && contrast(endFrame + 1) > contrast(endFrame)) endFrame++
  return { startFrame, endFrame: endFrame + 1 }
}
