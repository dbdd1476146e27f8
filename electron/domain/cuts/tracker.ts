import type { Boundary } from './boundary.ts'

/** Cuts a growing film: `advance` reads the frames that arrived, `finish` the end of the film. */
export interface CutTracker {
  readonly advance: () => void
  readonly finish: () => void
  /** All boundaries that cannot change any more, ascending. */
  readonly boundaries: readonly Boundary[]
  /** Every boundary before this frame is in `boundaries`; the frame count after `finish`. */
  readonly settledFrame: number
}

/** A hard cut before `frame`. */
export const hardCut = (frame: number, score: number, why: string): Boundary => ({
  frame,
  gradual: false,
  startFrame: frame,
  endFrame: frame,
  score,
  why,
})
