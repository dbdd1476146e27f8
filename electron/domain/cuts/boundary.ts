/** A change of scene before `frame`. */
export interface Boundary {
  /** First frame of the new scene; the middle of a fade or dissolve. */
  readonly frame: number
  /** A fade or dissolve rather than a hard cut. */
  readonly gradual: boolean
  /** First frame that the transition touches; equals `frame` for a hard cut. */
  readonly startFrame: number
  /** First frame after the transition; equals `frame` for a hard cut. */
  readonly endFrame: number
  /** How strong it is, in the detector's own unit: the threshold or more. */
  readonly score: number
  /** Which rule found it and what it measured, for the person who asks. */
  readonly why: string
}
