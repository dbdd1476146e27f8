import type { FrameFeatures } from './features.ts'
import type { Measures } from './measures.ts'

/** Strength of a hard cut before `frame`: a change that persists across it, over the change on either side. */
export interface HardScore {
  readonly score: number
  readonly cross: number
  readonly inside: number
}

const none: HardScore = { score: 0, cross: 0, inside: 0 }

/** A change below this must also exceed what the picture drifts within eight frames: slow motion, pulsing of a coarse coding. */
const faintChange = 8

/** Factor by which the score must be higher where the picture moves about as much within eight frames anyway. */
const motionPenalty = 1.4

/** How far the picture moves on within 8 frames, on the quieter side of a boundary before `frame`. */
const driftAround = (measures: Measures, frame: number, frameCount: number): number => {
  const before = frame > 8 ? measures.distance(frame - 1, 8) : 0
  return frame + 7 < frameCount ? Math.min(before, measures.distance(frame + 7, 7)) : before
}

/** Less change inside three frames than this share of that within five: pictures are held (animation on threes, raised frame rates). */
const heldShare = 0.3

/** Change within five frames on the quieter side of a boundary before `frame`: one step of held pictures. */
const quieterStep = (measure: Measures['distance'], frame: number, frameCount: number): number => {
  const before = frame > 4 ? measure(frame - 1, 4) : 0
  return frame + 4 < frameCount ? Math.min(before, measure(frame + 4, 4)) : before
}

/**
 * The score of a hard cut before `frame`. `cross` is the smallest difference of the nine pairs of one of the three frames before
 * and one of the three from it on, so that neither a flash nor a passing object can fake it; `inside` the largest of the pairs
 * on one side. Both as mean block distance and relative to contrast (so that dark scenes count): the score is the geometric mean.
 */
export const hardScore = (measures: Measures, frame: number, frameCount: number): HardScore => {
  if (frame < 1) return none
  const before = Math.min(3, frame)
  const after = Math.min(3, frameCount - frame)
  let cross = Number.POSITIVE_INFINITY
  let crossRelative = Number.POSITIVE_INFINITY
  for (let a = 0; a < before; a++) {
    for (let b = 0; b < after; b++) {
      cross = Math.min(cross, measures.distance(frame + b, a + b + 1))
      crossRelative = Math.min(crossRelative, measures.relative(frame + b, a + b + 1))
    }
  }
  if (cross < 2 || crossRelative < 0.3) return none
  let inside = 0
  let insideRelative = 0
  const pair = (at: number, lag: number, first: number): void => {
    if (at - lag < first || at >= frameCount) return
    inside = Math.max(inside, measures.distance(at, lag))
    insideRelative = Math.max(insideRelative, measures.relative(at, lag))
  }
  for (const [at, first] of [
    [frame - 1, frame - before],
    [frame + 2, frame],
  ] as const) {
    pair(at, 1, first)
    pair(at, 2, first)
    pair(at - 1, 1, first)
  }
  const step = quieterStep(measures.distance, frame, frameCount)
  if (inside < heldShare * step) {
    inside = step
    insideRelative = Math.max(insideRelative, quieterStep(measures.relative, frame, frameCount))
  }
  const drift = driftAround(measures, frame, frameCount)
  if (cross < faintChange && cross < 1.2 * drift) return none
  const ratio = Math.sqrt((cross / (inside + 1)) * (crossRelative / (insideRelative + 0.05)))
  return { score: cross < 1.5 * drift ? ratio / motionPenalty : ratio, cross, inside }
}

/** Longest disturbance that can be recognised by the picture coming back. */
const longestFlash = 7
/** A picture came back when it differs from the one before by less than this share of the change. */
const returnShare = 0.35
/** A disturbance longer than the shortest scene must also be so much brighter … */
const flashBrightness = 20
/** … and show the same scene: correlation of the lumas of dark and bright frame. */
const flashCorrelation = 0.2

/** Whether a disturbance of `length` frames that starts at `start` is a flash rather than a very short shot. */
const isFlash = (
  features: FrameFeatures,
  measures: Measures,
  start: number,
  length: number,
  minSceneFrames: number,
): boolean => {
  if (length < minSceneFrames) return true
  const mean = (frame: number): number => features.lumaMean[frame] ?? 0
  const lit = Math.max(mean(start), mean(start + 1))
  const dark = Math.min(mean(start - 1), mean(start + length))
  return lit - dark >= flashBrightness && measures.blendCorrelation(start, 4) >= flashCorrelation
}

/**
 * Whether the change before `frame` begins or ends a flash: within a few frames the picture is again what it was before.
 * Looks 8 frames to either side.
 */
export const belongsToFlash = (
  features: FrameFeatures,
  measures: Measures,
  frame: number,
  cross: number,
  minSceneFrames: number,
): boolean => {
  const limit = cross * returnShare
  for (let length = 1; length <= longestFlash; length++) {
    for (let a = 0; a <= 1; a++) {
      const lag = length + a + 1
      if (lag > 8) continue
      // It begins here: frame + length looks like frame − 1 − a.
      const back = frame + length
      if (back < features.frameCount && frame - 1 - a >= 0 && measures.distance(back, lag) <= limit) {
        if (isFlash(features, measures, frame, length, minSceneFrames)) return true
      }
      // It ends here: frame + a looks like the frame before the flash.
      const before = frame - 1 - length
      if (before >= 0 && frame + a < features.frameCount && measures.distance(frame + a, lag) <= limit) {
        if (isFlash(features, measures, frame - length, length, minSceneFrames)) return true
      }
    }
  }
  return false
}

/** How long the picture must stand still on either side of a small change. */
const stillMs = 500
/** How many frames on either side are examined for that at most. */
const stillFrames = 60
/** A picture whose luma deviates less is blank. */
const blankDeviation = 2.5

const isStill = (measures: Measures, frame: number): boolean =>
  measures.fineMean(frame) <= 0.4 && measures.fineShare(frame) <= 0.004

/** Whether a frame shows nothing but one colour. */
export const isBlank = (features: FrameFeatures, frame: number): boolean =>
  (features.lumaDeviation[frame] ?? 0) <= blankDeviation

/**
 * Share of the picture that changed at once before `frame`, if it stood still for half a second before and does so afterwards
 * (a slide change of one line of text); 0 otherwise, and for text that appears on or vanishes from a blank picture.
 */
export const stillChange = (features: FrameFeatures, measures: Measures, frame: number): number => {
  const share = measures.fineShare(frame)
  if (share < 0.03 || isBlank(features, frame) || isBlank(features, frame - 1)) return 0
  const time = (at: number): number => features.timesMs[at] ?? 0
  const here = time(frame)
  let back = frame - 1
  while (back > 0 && here - time(back) < stillMs && frame - back < stillFrames) {
    if (!isStill(measures, back)) return 0
    back--
  }
  if (here - time(back) < stillMs && frame - back < stillFrames) return 0
  let ahead = frame + 1
  const last = features.frameCount - 1
  while (ahead <= last && time(ahead) - here < stillMs && ahead - frame < stillFrames) {
    if (!isStill(measures, ahead)) return 0
    ahead++
  }
  if (ahead > last && time(last) - here < stillMs / 2) return 0
  return share
}
