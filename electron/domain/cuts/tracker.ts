import type { Boundary } from './boundary.ts'

/** Finds the boundaries of a video while its frames arrive: `advance` reads the new frames, `finish` ends the video. */
export interface CutTracker {
  readonly advance: () => void
  readonly finish: () => void
  /** Boundaries that are final, ascending. */
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
