/** Lags (in frames) at which every frame is compared with earlier ones, tolerant of small shifts. */
export const blockLags = [1, 2, 3, 4, 5] as const

/** Half-widths (in frames) at which a frame pair and its middle are tested for being a blend. */
export const blendReaches = [4, 8, 16] as const

/** Columns of one frame that are kept as 16-bit integers, in this order. `detect.ts` gives their meaning. */
export const detectorColumnCount = 32

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
  /** `detectorColumnCount` quantised measures for the `persistent` detector. */
  readonly detectorColumns: Uint16Array
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
export const createFeatureRecorder = (_film: {
  readonly width: number
  readonly height: number
  readonly comparedPixels: number
}): FeatureRecorder => {
  throw new Error('not built yet')
}
