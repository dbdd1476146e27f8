/**
 * Width in pixels to which frames are scaled before they are described, whatever their aspect ratio: so copies with
 * black bars or cropped edges stay alike.
 */
export const smallWidth = 64
/** See `smallWidth`. */
export const smallHeight = 48

/** A small picture in opponent colours (van de Sande et al., TPAMI 32, 2010): 0…255 each, chroma around 0. */
export interface SmallPicture {
  readonly intensity: Float32Array
  /** (R − G) / √2. */
  readonly redGreen: Float32Array
  /** (R + G − 2 B) / √6. */
  readonly yellowBlue: Float32Array
  readonly red: Float32Array
  readonly green: Float32Array
  readonly blue: Float32Array
}

/** Weights of red and blue in luma, by the name of the colour matrix (ITU-R BT.601, BT.709, BT.2020; SMPTE 240M; FCC). */
const lumaWeights: Readonly<Record<string, readonly [number, number]>> = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
  bt2020: [0.2627, 0.0593],
  smpte240m: [0.212, 0.087],
  fcc: [0.3, 0.11],
}

/** Scales a plane down by averaging equal parts; in large parts only every second pixel counts. */
const createShrinker = (width: number, height: number): ((plane: Uint8Array, target: Float32Array) => void) => {
  const edges = (parts: number, length: number): Uint16Array =>
    Uint16Array.from({ length: parts + 1 }, (_, index) => Math.floor((index * length) / parts))
  const columns = edges(smallWidth, width)
  const rows = edges(smallHeight, height)
  const columnStep = width >= 3 * smallWidth ? 2 : 1
  const rowStep = height >= 3 * smallHeight ? 2 : 1
  return (plane, target) => {
    for (let row = 0; row < smallHeight; row++) {
      const top = rows[row] ?? 0
      const bottom = Math.max(top + 1, rows[row + 1] ?? 0)
      for (let column = 0; column < smallWidth; column++) {
        const left = columns[column] ?? 0
        const right = Math.max(left + 1, columns[column + 1] ?? 0)
        let sum = 0
        let count = 0
        for (let y = top; y < bottom; y += rowStep) {
          const start = y * width
          for (let x = left; x < right; x += columnStep) {
            sum += plane[start + x] ?? 0
            count++
          }
        }
        target[row * smallWidth + column] = sum / count
      }
    }
  }
}

/**
 * Scales down full-range planar 4:2:0 frames of one size (even sides). The returned picture is overwritten by the next
 * call.
 */
export const createSmallPictures = (
  width: number,
  height: number,
): ((frame: Uint8Array, matrix: string | null) => SmallPicture) => {
  const pixels = smallWidth * smallHeight
  const plane = (): Float32Array => new Float32Array(pixels)
  const shrinkLuma = createShrinker(width, height)
  const shrinkChroma = createShrinker(width / 2, height / 2)
  const [luma, blueDifference, redDifference] = [plane(), plane(), plane()]
  const [intensity, redGreen, yellowBlue] = [plane(), plane(), plane()]
  const [red, green, blue] = [plane(), plane(), plane()]
  const lumaBytes = width * height
  const chromaBytes = lumaBytes / 4
  return (frame, matrix) => {
    shrinkLuma(frame, luma)
    shrinkChroma(frame.subarray(lumaBytes, lumaBytes + chromaBytes), blueDifference)
    shrinkChroma(frame.subarray(lumaBytes + chromaBytes, lumaBytes + 2 * chromaBytes), redDifference)
    const [redWeight, blueWeight] = lumaWeights[matrix ?? 'bt601'] ?? [0.299, 0.114]
    for (let index = 0; index < pixels; index++) {
      const y = luma[index] ?? 0
      const r = y + 2 * (1 - redWeight) * ((redDifference[index] ?? 0) - 128)
      const b = y + 2 * (1 - blueWeight) * ((blueDifference[index] ?? 0) - 128)
      const g = (y - redWeight * r - blueWeight * b) / (1 - redWeight - blueWeight)
      red[index] = r
      green[index] = g
      blue[index] = b
      intensity[index] = (r + g + b) / 3
      redGreen[index] = (r - g) * Math.SQRT1_2
      yellowBlue[index] = (r + g - 2 * b) * 0.408_248_29
    }
    return { intensity, redGreen, yellowBlue, red, green, blue }
  }
}
