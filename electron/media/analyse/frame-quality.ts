/**
 * How fit a frame is to stand for its scene.
 *
 * quality = exposure · contrast · sharpness · steadiness, each 0…1:
 * - exposure falls to 0.05 below a mean luma of 8 (black) and to 0.3 above 252 (white);
 * - contrast is the deviation of luma, full from 26 on (an even grey, black or white picture has next to none);
 * - sharpness is s / (s + 6), s the mean absolute Laplacian (blurred and mid-dissolve frames have little);
 * - steadiness is 1 / (1 + (Δ/2)²), Δ the larger change of mean luma to a neighbouring frame (fades, flashes).
 */
export const frameQuality = (measures: {
  readonly lumaMean: number
  readonly lumaDeviation: number
  readonly sharpness: number
  readonly lumaStep: number
}): number => {
  const { lumaMean, lumaDeviation, sharpness, lumaStep } = measures
  const exposure = clamp((lumaMean - 8) / 32, 0.05, 1) * clamp((252 - lumaMean) / 20, 0.3, 1)
  const contrast = clamp((lumaDeviation - 2) / 24, 0.02, 1)
  const sharp = (sharpness + 0.05) / (sharpness + 6)
  const steady = 1 / (1 + (lumaStep / 2) ** 2)
  return exposure * contrast * sharp * steady
}

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

/** Columns of the grid of means by which frames of a scene are compared. */
const signatureColumns = 16
const signatureRows = 12

/** A coarse picture of the luma plane: `signatureColumns` × `signatureRows` means of a few pixels each. */
export const frameSignature = (frame: Uint8Array, width: number, height: number): Float32Array => {
  const signature = new Float32Array(signatureColumns * signatureRows)
  for (let row = 0; row < signatureRows; row++) {
    const top = Math.floor((row * height) / signatureRows)
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / signatureRows))
    const rowStep = Math.max(1, (bottom - top) >> 2)
    for (let column = 0; column < signatureColumns; column++) {
      const left = Math.floor((column * width) / signatureColumns)
      const right = Math.max(left + 1, Math.floor(((column + 1) * width) / signatureColumns))
      const columnStep = Math.max(1, (right - left) >> 2)
      let sum = 0
      let count = 0
      for (let y = top; y < bottom; y += rowStep) {
        for (let x = left; x < right; x += columnStep) {
          sum += frame[y * width + x] ?? 0
          count++
        }
      }
      signature[row * signatureColumns + column] = sum / count
    }
  }
  return signature
}

/**
 * For each frame of a scene 0.5…1: how close it is to the weighted mean picture of all of them. The scale is the mean
 * distance within the scene, so a still scene prefers none.
 */
export const representativeness = (
  signatures: readonly Float32Array[],
  weights: readonly number[],
): readonly number[] => {
  const length = signatures[0]?.length ?? 0
  const mean = new Float64Array(length)
  const totalWeight = Math.max(
    1e-9,
    weights.reduce((sum, weight) => sum + weight, 0),
  )
  signatures.forEach((signature, index) => {
    const share = (weights[index] ?? 0) / totalWeight
    for (let cell = 0; cell < length; cell++) mean[cell] = (mean[cell] ?? 0) + (signature[cell] ?? 0) * share
  })
  const distances = signatures.map((signature) => {
    let sum = 0
    for (let cell = 0; cell < length; cell++) sum += Math.abs((signature[cell] ?? 0) - (mean[cell] ?? 0))
    return sum / Math.max(1, length)
  })
  const typical = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length)
  return distances.map((distance) => 0.5 + 0.5 / (1 + distance / (typical + 4)))
}
