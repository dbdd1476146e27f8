import type { ProbedStream } from './ffprobe-output.ts'
import { parseRational } from './timing.ts'

/** Clockwise turn that makes the picture upright. */
export type Rotation = 0 | 90 | 180 | 270

/** Sizes of a video stream in pixels. */
export interface Geometry {
  readonly codedWidth: number
  readonly codedHeight: number
  readonly width: number
  readonly height: number
  readonly rotationDegrees: Rotation
  /** The display matrix turns by an odd angle (not by quarters), which players pass over. */
  readonly hasOddRotation: boolean
  /** Coded lines above the picture that hold no picture. */
  readonly hiddenTopLines: number
}

/** Clockwise, from the display matrix, whose angle counts anticlockwise, else from the older `rotate` tag, which counts clockwise. */
const angleOf = (stream: ProbedStream): number => {
  const matrix = stream.side_data_list.find((data) => data.rotation !== undefined)?.rotation
  const tag = Number(stream.tags['rotate'] ?? Number.NaN)
  return matrix === undefined ? (Number.isFinite(tag) ? tag : 0) : -matrix
}

/** An angle this far from a quarter turn is meant as it is; nearer ones are rounding. */
const oddDegrees = 1

const isOdd = (angle: number): boolean => Math.abs(angle - Math.round(angle / 90) * 90) > oddDegrees

/** Quarter turns; other angles count as none, as players have it. */
export const rotationOf = (stream: ProbedStream): Rotation => {
  const clockwise = angleOf(stream)
  if (isOdd(clockwise)) return 0
  const quarters = ((Math.round(clockwise / 90) % 4) + 4) % 4
  return quarters === 1 ? 90 : quarters === 2 ? 180 : quarters === 3 ? 270 : 0
}

/** IMX (SMPTE ST 356) records 32 lines of the vertical blanking interval above its 576 or 480 lines of picture. */
const blankedSizes: ReadonlySet<string> = new Set(['720x608', '720x512'])
const blankedLines = 32

/** Display size: the width stretched by the pixel aspect ratio, then turned. */
export const geometryOf = (stream: ProbedStream): Geometry => {
  const codedWidth = Math.round(stream.width ?? 0)
  const codedHeight = Math.round(stream.height ?? 0)
  const pixelAspect = parseRational(stream.sample_aspect_ratio) ?? { num: 1, den: 1 }
  const stretch = pixelAspect.num / pixelAspect.den
  const hiddenTopLines = blankedSizes.has(`${codedWidth}x${codedHeight}`) ? blankedLines : 0
  const pictureHeight = codedHeight - hiddenTopLines
  // Ratios beyond this are damage, not anamorphic film. The aspect of blanked material is that of its picture.
  const wide = Math.max(
    1,
    Math.round(codedWidth * (stretch > 0.1 && stretch < 10 ? (stretch * pictureHeight) / Math.max(1, codedHeight) : 1)),
  )
  const rotationDegrees = rotationOf(stream)
  const sideways = rotationDegrees === 90 || rotationDegrees === 270
  return {
    codedWidth,
    codedHeight,
    width: sideways ? pictureHeight : wide,
    height: sideways ? wide : pictureHeight,
    rotationDegrees,
    hasOddRotation: isOdd(angleOf(stream)),
    hiddenTopLines,
  }
}
