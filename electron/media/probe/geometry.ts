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
}

/** From the display matrix, whose angle counts anticlockwise, else from the older `rotate` tag, which counts clockwise. */
export const rotationOf = (stream: ProbedStream): Rotation => {
  const matrix = stream.side_data_list.find((data) => data.rotation !== undefined)?.rotation
  const tag = Number(stream.tags['rotate'] ?? Number.NaN)
  const clockwise = matrix === undefined ? (Number.isFinite(tag) ? tag : 0) : -matrix
  const quarters = ((Math.round(clockwise / 90) % 4) + 4) % 4
  return quarters === 1 ? 90 : quarters === 2 ? 180 : quarters === 3 ? 270 : 0
}

/** Display size: the width stretched by the pixel aspect ratio, then turned. */
export const geometryOf = (stream: ProbedStream): Geometry => {
  const codedWidth = Math.round(stream.width ?? 0)
  const codedHeight = Math.round(stream.height ?? 0)
  const pixelAspect = parseRational(stream.sample_aspect_ratio) ?? { num: 1, den: 1 }
  const stretch = pixelAspect.num / pixelAspect.den
  // Ratios beyond this are damage, not anamorphic film.
  const wide = Math.max(1, Math.round(codedWidth * (stretch > 0.1 && stretch < 10 ? stretch : 1)))
  const rotationDegrees = rotationOf(stream)
  const sideways = rotationDegrees === 90 || rotationDegrees === 270
  return {
    codedWidth,
    codedHeight,
    width: sideways ? codedHeight : wide,
    height: sideways ? wide : codedHeight,
    rotationDegrees,
  }
}
