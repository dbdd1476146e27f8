import {
  blendReaches,
  blockLags,
  correlationCode,
  detectorColumnCount,
  detectorColumnStarts,
  distanceCode,
  type FrameFeatures,
  ratioCode,
  shareCode,
} from './features.ts'

/** Decoded measures of a film for the `persistent` detector. Frames must exist; what reaches before frame 0 reads as 0. */
export interface Measures {
  /** Mean block distance of `frame` and `frame − lag` (lags of `blockLags` only). */
  readonly distance: (frame: number, lag: number) => number
  /** The same against the contrast of the blocks. */
  readonly relative: (frame: number, lag: number) => number
  /** Mean change of luma against the frame before, at the analysed size. */
  readonly fineMean: (frame: number) => number
  /** Share of fine blocks that changed against the frame before. */
  readonly fineShare: (frame: number) => number
  /** How far the frame is from the mean of the frames `reach` before and after it; 0…255. */
  readonly blendResidual: (middle: number, reach: number) => number
  /** How far the frames `reach` before and after it are apart. */
  readonly blendChange: (middle: number, reach: number) => number
  readonly blendCorrelation: (middle: number, reach: number) => number
}

const lags: readonly number[] = blockLags
const lagIndex = Array.from({ length: 33 }, (_, lag) => lags.indexOf(lag))
const reaches: readonly number[] = blendReaches

/** Reads the coded columns of `features`, which may still grow. */
export const measuresOf = (features: FrameFeatures): Measures => {
  const read = (frame: number, column: number, values: Float64Array): number =>
    values[features.detectorColumns[frame * detectorColumnCount + column] ?? 0] ?? 0
  const lagged = (frame: number, lag: number, start: number, values: Float64Array): number => {
    const index = lagIndex[lag] ?? -1
    return index < 0 || frame < lag ? 0 : read(frame, start + index, values)
  }
  const blended = (middle: number, reach: number, start: number, values: Float64Array): number => {
    const end = middle + reach
    return middle < reach || end >= features.frameCount ? 0 : read(end, start + reaches.indexOf(reach), values)
  }
  return {
    distance: (frame, lag) => lagged(frame, lag, detectorColumnStarts.distance, distanceCode.values),
    relative: (frame, lag) => lagged(frame, lag, detectorColumnStarts.relative, ratioCode.values),
    fineMean: (frame) => read(frame, detectorColumnStarts.fineMean, distanceCode.values),
    fineShare: (frame) => read(frame, detectorColumnStarts.fineShare, shareCode.values),
    blendResidual: (middle, reach) => blended(middle, reach, detectorColumnStarts.blendResidual, distanceCode.values),
    blendChange: (middle, reach) => blended(middle, reach, detectorColumnStarts.blendChange, distanceCode.values),
    blendCorrelation: (middle, reach) =>
      blended(middle, reach, detectorColumnStarts.blendCorrelation, correlationCode.values),
  }
}
