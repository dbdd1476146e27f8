import { smallHeight, smallWidth } from './small-picture.ts'

const cells = 4
const orientations = 8
/** Values of `edgeHistograms`. */
export const edgeValueCount = cells * cells * orientations
/** Bins of `textureHistogram`. */
export const textureBinCount = 10

/**
 * Where edges of which direction are: histograms of gradient orientation over 4 × 4 cells (Dalal & Triggs, CVPR 2005),
 * each gradient shared out between two directions and up to four cells, so that a cut-off border shifts little.
 */
export const edgeHistograms = (intensity: Float32Array): Float64Array => {
  const histogram = new Float64Array(edgeValueCount)
  for (let y = 1; y < smallHeight - 1; y++) {
    const cellY = ((y + 0.5) * cells) / smallHeight - 0.5
    const top = Math.floor(cellY)
    const down = cellY - top
    for (let x = 1; x < smallWidth - 1; x++) {
      const at = y * smallWidth + x
      const across = (intensity[at + 1] ?? 0) - (intensity[at - 1] ?? 0)
      const along = (intensity[at + smallWidth] ?? 0) - (intensity[at - smallWidth] ?? 0)
      const squared = across * across + along * along
      // Noise of the codec.
      if (squared < 4) continue
      const size = Math.sqrt(squared)
      const angle = (Math.atan2(along, across) / Math.PI) * orientations
      const orientation = angle < 0 ? angle + orientations : angle
      const first = Math.floor(orientation) % orientations
      const turn = orientation - Math.floor(orientation)
      const second = (first + 1) % orientations
      const cellX = ((x + 0.5) * cells) / smallWidth - 0.5
      const left = Math.floor(cellX)
      const aside = cellX - left
      for (let below = 0; below < 2; below++) {
        const row = top + below
        if (row < 0 || row >= cells) continue
        const vertical = below === 0 ? 1 - down : down
        for (let beside = 0; beside < 2; beside++) {
          const column = left + beside
          if (column < 0 || column >= cells) continue
          const amount = size * vertical * (beside === 0 ? 1 - aside : aside)
          const from = (row * cells + column) * orientations
          histogram[from + first] = (histogram[from + first] ?? 0) + amount * (1 - turn)
          histogram[from + second] = (histogram[from + second] ?? 0) + amount * turn
        }
      }
    }
  }
  return histogram
}

/** Differences up to this are noise of the codec rather than texture. */
const tolerance = 3
const around = [
  1,
  1 - smallWidth,
  -smallWidth,
  -1 - smallWidth,
  -1,
  smallWidth - 1,
  smallWidth,
  smallWidth + 1,
] as const

/**
 * How surfaces are: shares of the local binary patterns that stay the same when turned, with all that change more than
 * twice around the pixel in one bin (Ojala et al., TPAMI 24, 2002). Only comparisons count, so brightness does not.
 */
export const textureHistogram = (intensity: Float32Array): Float64Array => {
  const bins = new Float64Array(textureBinCount)
  let count = 0
  for (let y = 1; y < smallHeight - 1; y++) {
    for (let x = 1; x < smallWidth - 1; x++) {
      const at = y * smallWidth + x
      const centre = (intensity[at] ?? 0) + tolerance
      let brighter = 0
      let changes = 0
      let before = (intensity[at + (around[7] ?? 0)] ?? 0) > centre
      for (const offset of around) {
        const isBrighter = (intensity[at + offset] ?? 0) > centre
        if (isBrighter) brighter++
        if (isBrighter !== before) changes++
        before = isBrighter
      }
      const bin = changes <= 2 ? brighter : textureBinCount - 1
      bins[bin] = (bins[bin] ?? 0) + 1
      count++
    }
  }
  return bins.map((value) => value / count)
}
