const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** The frames of a scene and of the transitions at its ends. */
export interface SceneRange {
  readonly startFrame: number
  /** Exclusive. */
  readonly endFrame: number
  /** First frame after the transition that opens the scene; `startFrame` for a hard cut. */
  readonly settledStart: number
  /** First frame of the transition that closes it; `endFrame` for a hard cut. */
  readonly settledEnd: number
}

/** Frames next to a boundary are blended, blurred or still in motion: they count less within this distance. */
const guardFrames = 6

/**
 * Factor 0…1 by position: 0.05 inside a transition, rising over `guardFrames` from either end of the scene; equal frames
 * are told apart by their distance from its middle.
 */
export const positionFactor = (frameNumber: number, scene: SceneRange): number => {
  const middle = (scene.startFrame + scene.endFrame - 1) / 2
  const offCentre = Math.abs(frameNumber - middle) / Math.max(1, scene.endFrame - scene.startFrame)
  const tieBreak = 1 - 0.02 * offCentre
  if (frameNumber < scene.settledStart || frameNumber >= scene.settledEnd) return 0.05 * tieBreak
  const distance = Math.min(frameNumber - scene.settledStart, scene.settledEnd - 1 - frameNumber)
  return clamp((distance + 1) / (guardFrames + 1), 0.1, 1) * tieBreak
}

/**
 * How well a frame represents a scene: its stored quality (which includes how typical it is of its scene) times the
 * factor of its position.
 */
export const standingOf = (
  { frameNumber, quality }: { readonly frameNumber: number; readonly quality: number },
  scene: SceneRange,
): number => (quality + 1e-6) * positionFactor(frameNumber, scene)

/**
 * The keyframe of a scene: the frame that stands for it best, the first of equals; undefined without frames. The first
 * cut and every later one go by this, so the same settings give the same keyframes whatever came between.
 */
export const keyframeOf = <Frame extends { readonly frameNumber: number; readonly quality: number }>(
  frames: readonly Frame[],
  scene: SceneRange,
): Frame | undefined => {
  let best: Frame | undefined
  let bestStanding = -1
  for (const frame of frames) {
    const standing = standingOf(frame, scene)
    if (standing <= bestStanding) continue
    best = frame
    bestStanding = standing
  }
  return best
}
