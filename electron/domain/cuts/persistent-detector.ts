import type { Boundary } from './boundary.ts'
import type { FrameFeatures } from './features.ts'
import { measuresOf } from './measures.ts'
import { type HardScore, hardScore, stillChange } from './persistent-rules.ts'
import { type CutTracker, hardCut } from './tracker.ts'

/** Default threshold of the hard-cut score. */
export const persistentThreshold = 1.2

/** A frame is decided when so many later ones are known: no rule looks further ahead. */
export const lookAhead = 64

/** The default detector; see docs/cut-detection.md. */
export const createPersistentTracker = (
  features: FrameFeatures,
  threshold: number,
  minSceneFrames: number,
): CutTracker => {
  const measures = measuresOf(features)
  const boundaries: Boundary[] = []
  const hardScores: HardScore[] = []
  const reach = Math.max(1, Math.min(5, minSceneFrames - 1))
  let next = 1
  let lastFrame = 0
  let ended = false

  // Only asked for frames whose window is complete, so what is kept never changes.
  const hardAt = (frame: number): HardScore => {
    const known = hardScores[frame]
    if (known !== undefined) return known
    const score = hardScore(measures, frame, features.frameCount)
    hardScores[frame] = score
    return score
  }

  const isPeak = (frame: number): boolean => {
    const { score } = hardAt(frame)
    if (score < threshold) return false
    for (let offset = 1; offset <= reach; offset++) {
      if (frame - offset >= 1 && hardAt(frame - offset).score >= score) return false
      if (frame + offset < features.frameCount && hardAt(frame + offset).score > score) return false
    }
    return true
  }

  const decide = (frame: number): Boundary | null => {
    if (isPeak(frame)) {
      const { score, cross, inside } = hardAt(frame)
      const why = `cut: a change of ${cross.toFixed(1)} lasts, against ${inside.toFixed(1)} on either side`
      return hardCut(frame, score, why)
    }
    const share = stillChange(features, measures, frame)
    if (share > 0) return hardCut(frame, threshold, `still: ${(share * 100).toFixed(1)} % of a still picture changed`)
    return null
  }

  const decideBefore = (end: number): void => {
    for (; next < end; next++) {
      const boundary = decide(next)
      if (boundary === null || boundary.frame - lastFrame < minSceneFrames) continue
      boundaries.push(boundary)
      lastFrame = boundary.frame
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
