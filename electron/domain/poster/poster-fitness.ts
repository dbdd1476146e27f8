/** Width and height of a picture in pixels. */
interface PictureSize {
  readonly width: number
  readonly height: number
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** A step of luma between neighbouring pixels from which on it counts as an edge. */
const edgeStep = 24
/** Luma within this distance of the commonest one is background. */
const backgroundReach = 12
/** Strokes of letters are at most this share of the picture's width. */
const strokeShare = 1 / 44

/** What is measured of the luma of one picture. */
export interface PictureTraits {
  /** Standard deviation of luma, 0…127.5. */
  readonly deviation: number
  /** Share of pixels with the commonest luma. */
  readonly background: number
  /** Share of the pixels that are not background which lie in runs as short as the strokes of letters are wide. */
  readonly strokes: number
  /** Share of rows that hold several such runs. */
  readonly textRows: number
  /** Share of all edges between columns that lie in edges as long as half of the picture's height or more. */
  readonly straight: number
  /** How many such long edges there are. */
  readonly longEdges: number
  /** Whether long lines cross in the middle of the picture. */
  readonly hasCentreCross: boolean
  /** Mean distance of chroma from grey, 0…127. */
  readonly colour: number
}

const commonestLuma = (luma: Uint8Array): number => {
  const histogram = new Uint32Array(256)
  for (const value of luma) histogram[value] = (histogram[value] ?? 0) + 1
  let best = 0
  let bestCount = -1
  let count = 0
  for (let value = -backgroundReach; value < 256; value++) {
    count += histogram[value + backgroundReach] ?? 0
    count -= histogram[value - backgroundReach - 1] ?? 0
    if (value >= 0 && count > bestCount) {
      best = value
      bestCount = count
    }
  }
  return best
}

/** Runs of pixels that are not background, row by row. */
const measureStrokes = (luma: Uint8Array, { width, height }: PictureSize) => {
  const base = commonestLuma(luma)
  const longestStroke = Math.max(2, Math.round(width * strokeShare))
  const leastRuns = Math.max(5, Math.round(width / 50))
  let background = 0
  let inStrokes = 0
  let textRows = 0
  for (let y = 0; y < height; y++) {
    let run = 0
    let runs = 0
    for (let x = 0; x <= width; x++) {
      const isForeground = x < width && Math.abs((luma[y * width + x] ?? 0) - base) > backgroundReach
      if (isForeground) run++
      else {
        if (x < width) background++
        if (run > 0 && run <= longestStroke) {
          inStrokes += run
          runs++
        }
        run = 0
      }
    }
    if (runs >= leastRuns) textRows++
  }
  const pixels = width * height
  const foreground = pixels - background
  return {
    background: background / pixels,
    strokes: foreground === 0 ? 0 : inStrokes / foreground,
    textRows: textRows / height,
  }
}

/** Edges between neighbours along one direction: how many, by line across that direction. */
const edgesByLine = (luma: Uint8Array, width: number, height: number, direction: 'columns' | 'rows'): Uint32Array => {
  const isColumns = direction === 'columns'
  const lines = new Uint32Array(isColumns ? width : height)
  const reach = 2
  const back = isColumns ? reach : reach * width
  for (let y = isColumns ? 0 : reach; y < height; y++) {
    for (let x = isColumns ? reach : 0; x < width; x++) {
      const at = y * width + x
      const line = isColumns ? x : y
      if (Math.abs((luma[at] ?? 0) - (luma[at - back] ?? 0)) >= edgeStep) lines[line] = (lines[line] ?? 0) + 1
    }
  }
  return lines
}

const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

/** Neighbouring lines with long edges are one edge. */
const countLong = (lines: Uint32Array, least: number): number =>
  lines.filter((count, index) => count >= least && (lines[index - 1] ?? 0) < least).length

const hasLongEdgeNear = (lines: Uint32Array, least: number, middle: number, reach: number): boolean =>
  lines.subarray(Math.floor(middle - reach), Math.ceil(middle + reach)).some((count) => count >= least)

/** Measures a full-range planar 4:2:0 picture with even sides. */
export const pictureTraits = (frame: Uint8Array, size: PictureSize): PictureTraits => {
  const { width, height } = size
  const pixels = width * height
  const luma = frame.subarray(0, pixels)
  const mean = sum(luma) / pixels
  let squares = 0
  for (const value of luma) squares += (value - mean) ** 2
  const columns = edgesByLine(luma, width, height, 'columns')
  const rows = edgesByLine(luma, width, height, 'rows')
  const longColumn = height / 2
  const edges = sum(columns)
  const chroma = frame.subarray(pixels, pixels + pixels / 2)
  let colour = 0
  for (const value of chroma) colour += Math.abs(value - 128)
  return {
    deviation: Math.sqrt(squares / pixels),
    ...measureStrokes(luma, size),
    straight: edges === 0 ? 0 : sum(columns.filter((count) => count >= longColumn)) / edges,
    longEdges: countLong(columns, longColumn),
    hasCentreCross:
      hasLongEdgeNear(columns, height * 0.7, width / 2, width / 40) &&
      hasLongEdgeNear(rows, width * 0.7, height / 2, height / 40),
    colour: colour / Math.max(1, chroma.length),
  }
}

/** Colour bars: nearly all that changes along a row changes in the same columns of most rows. */
const isBars = ({ straight, longEdges }: PictureTraits): boolean => longEdges >= 4 && straight > 0.6

/** 0 for a picture without letters, 1 for a wall of them: thin strokes in many rows before one even colour. */
const textShare = ({ background, strokes, textRows }: PictureTraits): number =>
  clamp((background - 0.4) / 0.2, 0, 1) * clamp((strokes - 0.35) / 0.3, 0, 1) * clamp(textRows / 0.2, 0, 1)

/** The cross and circles by which a film is counted in. */
const isLeader = ({ hasCentreCross, colour }: PictureTraits): boolean => hasCentreCross && colour < 6

/**
 * How fit a picture is to stand for a whole film, 0…1, by what it shows: next to nothing for black, white and even pictures,
 * colour bars, countdown leaders and walls of text; a little less for pictures without colour.
 */
export const posterFitness = (frame: Uint8Array, size: PictureSize): number => {
  const traits = pictureTraits(frame, size)
  const shows = clamp((traits.deviation - 3) / 22, 0.02, 1)
  const isSign = isBars(traits) || isLeader(traits)
  const text = 1 - 0.95 * textShare(traits)
  const colourful = 0.8 + 0.2 * clamp(traits.colour / 12, 0, 1)
  return shows * (isSign ? 0.05 : 1) * text * colourful
}
