import type { Boundary } from './boundary.ts'
import type { FrameFeatures } from './features.ts'
import { type Dissolve, dissolveAt, dissolveRadius, fadeAround } from './gradual-rules.ts'
import { measuresOf } from './measures.ts'
import { belongsToFlash, type HardScore, hardScore, isBlank, stillChange } from './persistent-rules.ts'
import { type CutTracker, hardCut } from './tracker.ts'

/** Default threshold of the hard-cut score. */
export const persistentThreshold = 1.2

/** A frame is decided when so many later ones are known: no rule looks further ahead. */
export const lookAhead = 64

/** A dissolve is none when a hard cut lies so close to its middle. */
const dissolveClearance = 8

/** The default detector: hard cuts, small changes of still pictures, dissolves, fades; see docs/cut-detection.md. */
export const createPersistentTracker = (
  features: FrameFeatures,
  threshold: number,
  minSceneFrames: number,
): CutTracker => {
  const measures = measuresOf(features)
  const boundaries: Boundary[] = []
  const hardScores: HardScore[] = []
  const peaks: boolean[] = []
  const dissolves: Dissolve[] = []
  const peakRadius = Math.max(1, Math.min(5, minSceneFrames - 1))
  let next = 1
  let blankStart: number | null = null
  let lastFrame = 0
  let ended = false

  // These are only asked for frames whose window is complete, so what they keep never changes.
  const hardAt = (frame: number): HardScore => {
    hardScores[frame] ??= hardScore(measures, frame, features.frameCount)
    return hardScores[frame]
  }
  const dissolvingAt = (frame: number): Dissolve => {
    dissolves[frame] ??= dissolveAt(features, measures, frame)
    return dissolves[frame]
  }

  const isStrongest = (frame: number): boolean => {
    const { score, cross } = hardAt(frame)
    if (score < threshold) return false
    for (let offset = 1; offset <= peakRadius; offset++) {
      if (frame - offset >= 1 && hardAt(frame - offset).score >= score) return false
      if (frame + offset < features.frameCount && hardAt(frame + offset).score > score) return false
    }
    return !belongsToFlash(features, measures, frame, cross, minSceneFrames)
  }
  const isPeak = (frame: number): boolean => {
    peaks[frame] ??= isStrongest(frame)
    return peaks[frame]
  }
  const hasPeakWithin = (frame: number, radius: number): boolean => {
    for (let at = Math.max(1, frame - radius); at <= Math.min(features.frameCount - 1, frame + radius); at++) {
      if (isPeak(at)) return true
    }
    return false
  }

  const hardAtBoundary = (frame: number): Boundary | null => {
    if (!isPeak(frame)) return null
    const { score, cross, inside } = hardAt(frame)
    return hardCut(frame, score, `cut: a change of ${cross.toFixed(1)} lasts, against ${inside.toFixed(1)} beside it`)
  }

  const stillBoundary = (frame: number): Boundary | null => {
    const share = stillChange(features, measures, frame)
    return share === 0
      ? null
      : hardCut(frame, threshold, `still: ${(share * 100).toFixed(1)} % of a still picture changed`)
  }

  const dissolveBoundary = (frame: number): Boundary | null => {
    const { evidence, isEnough, reach, ratio } = dissolvingAt(frame)
    if (!isEnough) return null
    for (let offset = 1; offset <= dissolveRadius; offset++) {
      if (frame - offset >= 1 && dissolvingAt(frame - offset).evidence >= evidence) return null
      if (frame + offset < features.frameCount && dissolvingAt(frame + offset).evidence > evidence) return null
    }
    if (hasPeakWithin(frame, dissolveClearance)) return null
    const why = `dissolve: within ${ratio.toFixed(2)} of the mean of the pictures ${reach} frames before and after`
    const [startFrame, endFrame] = [frame - reach, frame + reach]
    return { frame, gradual: true, startFrame, endFrame, score: threshold, why }
  }

  /** Where the picture comes back after blank frames, if it had faded into them. */
  const fadeBoundary = (frame: number): Boundary | null => {
    if (isBlank(features, frame)) {
      blankStart ??= frame
      return null
    }
    const from = blankStart
    blankStart = null
    if (from === null) return null
    const fade = fadeAround(features, from, frame)
    if (fade === null || hasPeakWithin(from, 2) || hasPeakWithin(frame, 2)) return null
    const why = `fade: ${frame - from} blank frames between a fade out and a fade in`
    return { frame, gradual: true, ...fade, score: threshold, why }
  }

  const decide = (frame: number): Boundary | null => {
    const fade = fadeBoundary(frame)
    return hardAtBoundary(frame) ?? fade ?? stillBoundary(frame) ?? dissolveBoundary(frame)
  }

  const decideBefore = (end: number): void => {
    for (; next < end; next++) {
      const boundary = decide(next)
      if (boundary === null || next - lastFrame < minSceneFrames) continue
      boundaries.push(boundary)
      lastFrame = next
    }
  }

  return {
    boundaries,
    advance: () => decideBefore(features.frameCount - lookAhead),
    finish: () => {
      decideBefore(features.frameCount)
      ended = true
    },
    get settledFrame() {
      return ended ? features.frameCount : Math.min(next, features.frameCount)
    },
  }
}
