/** Longest side of the frames that are analysed and kept, in pixels. */
export const longestSide = 448
/** Longest side of a filmstrip tile, in pixels. */
export const longestTileSide = 160

/** Width and height in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

const evenWithin = (exact: number, source: number): number => {
  const nearest = Math.round(exact / 2) * 2
  return Math.max(2, nearest > source ? nearest - 2 : nearest)
}

/** Size with the same aspect, even sides, the longer one at most `limit`; never larger than the source unless that is 1 px. */
export const fitInto = (source: Size, limit: number): Size => {
  const factor = Math.min(1, limit / Math.max(source.width, source.height))
  return {
    width: evenWithin(source.width * factor, source.width),
    height: evenWithin(source.height * factor, source.height),
  }
}

/** Bytes of a planar 4:2:0 frame with even sides. */
export const frameBytes = ({ width, height }: Size): number => (width * height * 3) / 2
