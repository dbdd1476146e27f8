import type { CutSettings } from '../../contract/index.ts'
import { assertNever } from '../result.ts'
import type { Boundary } from './boundary.ts'
import { contentDefaults, createAdaptiveTracker, createContentTracker } from './content-detectors.ts'
import type { FrameFeatures } from './features.ts'
import { createPersistentTracker, persistentThreshold } from './persistent-detector.ts'
import type { CutTracker } from './tracker.ts'

export type { Boundary } from './boundary.ts'
export type { CutTracker } from './tracker.ts'

/** A tracker with the detector of the settings, over `features` that may still grow while frames are decoded. */
export const createCutTracker = (features: FrameFeatures, settings: CutSettings): CutTracker => {
  const { detector, threshold, minSceneFrames } = settings
  switch (detector) {
    case 'content':
      return createContentTracker(features, threshold ?? contentDefaults.contentThreshold, minSceneFrames)
    case 'adaptive':
      return createAdaptiveTracker(features, threshold ?? contentDefaults.adaptiveThreshold, minSceneFrames)
    case 'persistent':
      return createPersistentTracker(features, threshold ?? persistentThreshold, minSceneFrames)
    default:
      return assertNever(detector)
  }
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
