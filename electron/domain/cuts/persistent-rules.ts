import type { FrameFeatures } from './features.ts'
import type { Measures } from './measures.ts'

/** Strength of a hard cut before `frame`: a change that persists across it, over the change on either side. */
export interface HardScore {
  readonly score: number
  readonly cross: number
  readonly inside: number
}

const none: HardScore = { score: 0, cross: 0, inside: 0 }

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
    if (at - lag < first || at >= frameCount || at < 0) return
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
  const score = Math.sqrt((cross / (inside + 1)) * (crossRelative / (insideRelative + 0.05)))
  return { score, cross, inside }
}

/** How long the picture must stand still on either side of a small change. */
const stillMs = 500
/** And how many frames are looked at for it at most. */
const stillFrames = 60

const isStill = (measures: Measures, frame: number): boolean =>
  measures.fineMean(frame) <= 0.4 && measures.fineShare(frame) <= 0.004

/**
 * Share of the picture that changed at once before `frame`, if it stood still for half a second before and does so afterwards
 * (a slide change of one line of text); 0 otherwise.
 */
export const stillChange = (features: FrameFeatures, measures: Measures, frame: number): number => {
  const share = measures.fineShare(frame)
  if (share < 0.03) return 0
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
