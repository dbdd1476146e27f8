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
