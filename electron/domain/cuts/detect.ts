import type { CutSettings } from '../../contract/index.ts'
import type { Boundary } from './boundary.ts'
import type { FrameFeatures } from './features.ts'

export type { Boundary } from './boundary.ts'

/** Cuts a growing film: `advance` reads the frames that arrived, `finish` the end of the film. */
export interface CutTracker {
  readonly advance: () => void
  readonly finish: () => void
  /** All boundaries that cannot change any more, ascending. */
  readonly boundaries: readonly Boundary[]
  /** Every boundary before this frame is in `boundaries`; the frame count after `finish`. */
  readonly settledFrame: number
}

/** A tracker over `features` (typically a `FeatureRecorder` that is still growing). */
export const createCutTracker = (_features: FrameFeatures, _settings: CutSettings): CutTracker => {
  throw new Error('not built yet')
}

/** All boundaries of a film, ascending. */
export const detectBoundaries = (features: FrameFeatures, settings: CutSettings): readonly Boundary[] => {
  const tracker = createCutTracker(features, settings)
  tracker.finish()
  return tracker.boundaries
}

/** Boundaries before this frame can no longer change as more frames arrive. Prefer a tracker while decoding. */
export const settledFrame = (features: FrameFeatures, settings: CutSettings): number => {
  const tracker = createCutTracker(features, settings)
  tracker.advance()
  return tracker.settledFrame
}
