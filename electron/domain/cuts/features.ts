/** Lags (in frames) at which every frame is compared with earlier ones, tolerant of small shifts. */
export const blockLags = [1, 2, 3, 4, 5, 6, 7, 8, 16, 32] as const

/** Half-widths (in frames) at which a frame pair and its middle are tested for being a blend. */
export const blendReaches = [4, 8, 16] as const

/** Where each measure of the `persistent` detector starts among the columns of a frame (one column per lag or reach). */
export const detectorColumnStarts = {
  /** Mean block distance to the frame `blockLags[i]` back; a distance code. */
  distance: 0,
  /** Mean of block distance / (block contrast + 6), clipped at 3; a ratio code. */
  relative: 10,
  /** Mean |ΔY| against the frame before at the analysed size; a distance code. */
  fineMean: 20,
  /** Share of 16 × 8 pixel blocks whose mean |ΔY| is above 8; a share code. */
  fineShare: 21,
  /** Mean |frame − blend| where the frame lies `blendReaches[i]` back and the blend is of the ends on both sides; distance. */
  blendResidual: 22,
  /** Mean difference of the two ends; a distance code. */
  blendChange: 25,
  /** Correlation of the lumas of the two ends; a correlation code. */
  blendCorrelation: 28,
} as const

/** Columns of one frame, one byte each. */
export const detectorColumnCount = 31

/** A code that keeps a measure in one byte: fine steps near zero, steps of about 3 % above. */
export interface ByteCode {
  readonly encode: (value: number) => number
  /** The value of each code. */
  readonly values: Float64Array
}

const logarithmicCode = (highest: number, fineness: number): ByteCode => {
  const scale = 255 / Math.log2(1 + highest * fineness)
  return {
    encode: (value) => Math.min(255, Math.round(Math.log2(1 + Math.max(0, value) * fineness) * scale)),
    values: Float64Array.from({ length: 256 }, (_, code) => (2 ** (code / scale) - 1) / fineness),
  }
}

/** Mean differences, 0…255. */
export const distanceCode = logarithmicCode(255, 16)
/** Differences over contrast, 0…3. */
export const ratioCode = logarithmicCode(3, 64)
/** Shares, 0…1. */
export const shareCode = logarithmicCode(1, 1000)
/** Correlations, −1…1, in equal steps. */
export const correlationCode: ByteCode = {
  encode: (value) => Math.round((Math.max(-1, Math.min(1, value)) + 1) * 127),
  values: Float64Array.from({ length: 256 }, (_, code) => Math.min(1, code / 127 - 1)),
}

/** Steps of the luma measures: mean, deviation, sharpness. */
export const lumaSteps = { mean: 1 / 256, deviation: 1 / 512, sharpness: 1 / 64 } as const

/**
 * What the kernel measures on one frame. The object and its arrays are reused: read or copy them before the next frame.
 * Deltas are against the frame before, 0 for the first frame.
 */
export interface FrameFeatureRow {
  /** Mean luma, 0…255. */
  readonly lumaMean: number
  /** Standard deviation of luma, 0…127.5. */
  readonly lumaDeviation: number
  /** Mean absolute Laplacian of luma at the analysed size, 0…1020; higher is sharper. */
  readonly sharpness: number
  /** Sum of absolute hue differences over the pixels that PySceneDetect would compare (hue is not circular). */
  readonly hueDelta: number
  readonly saturationDelta: number
  readonly valueDelta: number
  /** `detectorColumnCount` coded measures for the `persistent` detector. */
  readonly detectorColumns: Uint8Array
}

/** Per-frame measures of a whole film, by column: everything that any detector needs, so that cutting needs no decoding. */
export interface FrameFeatures {
  readonly frameCount: number
  /** Size of the analysed frames. */
  readonly width: number
  readonly height: number
  /** Pixels that the hue, saturation and value sums run over. */
  readonly comparedPixels: number
  /** Zero-based presentation time in whole milliseconds. */
  readonly timesMs: ArrayLike<number>
  /** Presentation timestamp in the stream's time base, as decoded. */
  readonly pts: ArrayLike<number>
  readonly lumaMean: ArrayLike<number>
  readonly lumaDeviation: ArrayLike<number>
  readonly sharpness: ArrayLike<number>
  readonly hueDelta: ArrayLike<number>
  readonly saturationDelta: ArrayLike<number>
  readonly valueDelta: ArrayLike<number>
  /** Row-major: `detectorColumnCount` values a frame. */
  readonly detectorColumns: ArrayLike<number>
}

/** Features that grow as frames arrive. The views are valid for `frameCount` frames and may be replaced by `append`. */
export interface FeatureRecorder extends FrameFeatures {
  readonly append: (row: FrameFeatureRow, timeMs: number, pts: number) => void
}

/** An empty recorder for frames of this size. */
export const createFeatureRecorder = (film: {
  readonly width: number
  readonly height: number
  readonly comparedPixels: number
}): FeatureRecorder => {
  let capacity = 1024
  let frameCount = 0
  const columns = {
    timesMs: new Float64Array(capacity),
    pts: new Float64Array(capacity),
    lumaMean: new Float32Array(capacity),
    lumaDeviation: new Float32Array(capacity),
    sharpness: new Float32Array(capacity),
    hueDelta: new Uint32Array(capacity),
    saturationDelta: new Uint32Array(capacity),
    valueDelta: new Uint32Array(capacity),
    detectorColumns: new Uint8Array(capacity * detectorColumnCount),
  }
  const grow = (): void => {
    capacity *= 2
    columns.timesMs = grown(columns.timesMs, new Float64Array(capacity))
    columns.pts = grown(columns.pts, new Float64Array(capacity))
    columns.lumaMean = grown(columns.lumaMean, new Float32Array(capacity))
    columns.lumaDeviation = grown(columns.lumaDeviation, new Float32Array(capacity))
    columns.sharpness = grown(columns.sharpness, new Float32Array(capacity))
    columns.hueDelta = grown(columns.hueDelta, new Uint32Array(capacity))
    columns.saturationDelta = grown(columns.saturationDelta, new Uint32Array(capacity))
    columns.valueDelta = grown(columns.valueDelta, new Uint32Array(capacity))
    columns.detectorColumns = grown(columns.detectorColumns, new Uint8Array(capacity * detectorColumnCount))
  }
  return {
    ...film,
    get frameCount() {
      return frameCount
    },
    get timesMs() {
      return columns.timesMs
    },
    get pts() {
      return columns.pts
    },
    get lumaMean() {
      return columns.lumaMean
    },
    get lumaDeviation() {
      return columns.lumaDeviation
    },
    get sharpness() {
      return columns.sharpness
    },
    get hueDelta() {
      return columns.hueDelta
    },
    get saturationDelta() {
      return columns.saturationDelta
    },
    get valueDelta() {
      return columns.valueDelta
    },
    get detectorColumns() {
      return columns.detectorColumns
    },
    append: (row, timeMs, pts) => {
      if (frameCount === capacity) grow()
      columns.timesMs[frameCount] = timeMs
      columns.pts[frameCount] = pts
      columns.lumaMean[frameCount] = stepped(row.lumaMean, lumaSteps.mean)
      columns.lumaDeviation[frameCount] = stepped(row.lumaDeviation, lumaSteps.deviation)
      columns.sharpness[frameCount] = stepped(row.sharpness, lumaSteps.sharpness)
      columns.hueDelta[frameCount] = row.hueDelta
      columns.saturationDelta[frameCount] = row.saturationDelta
      columns.valueDelta[frameCount] = row.valueDelta
      columns.detectorColumns.set(row.detectorColumns, frameCount * detectorColumnCount)
      frameCount++
    },
  }
}

/** The nearest multiple of a step, as `features.bin` keeps it: cutting again from the file decides the same. */
const stepped = (value: number, step: number): number => Math.min(65_535, Math.round(value / step)) * step

const grown = <Column extends { set(source: Column): void }>(from: Column, to: Column): Column => {
  to.set(from)
  return to
}
