/**
 * How the mean luma of a film changes, ten values a second from 0 ms of film time: each is the difference from 0.2 s before, so that
 * fades and slow drifts, which many films share, count little.
 */
export type LightCurve = Float32Array

/** Values of a light curve in a second. */
export const curveRate = 10
const stepMs = 1000 / curveRate

/** The curve of measured frames: each value is that of the frame on show in the middle of its tenth of a second. */
export const lightCurve = (frames: {
  readonly frameCount: number
  readonly timesMs: ArrayLike<number>
  readonly lumaMean: ArrayLike<number>
}): LightCurve => {
  const { frameCount, timesMs } = frames
  const count = frameCount === 0 ? 0 : Math.floor((timesMs[frameCount - 1] ?? 0) / stepMs) + 1
  const mean = new Float32Array(count)
  let frame = 0
  for (let index = 0; index < count; index += 1) {
    const at = (index + 0.5) * stepMs
    while (frame + 1 < frameCount && (timesMs[frame + 1] ?? 0) <= at) frame += 1
    mean[index] = frames.lumaMean[frame] ?? 0
  }
  return mean.map((value, index) => (index < 2 ? 0 : value - (mean[index - 2] ?? 0)))
}

/** A stretch of a curve, in values: the first, and the one behind the last. */
export interface CurveStretch {
  readonly start: number
  readonly end: number
}

/** The stretch of a curve that lies within times in ms. */
export const stretchOf = (startMs: number, endMs: number, curve: LightCurve): CurveStretch => {
  const start = Math.min(curve.length, Math.ceil(startMs / stepMs))
  return { start, end: Math.max(start, Math.min(curve.length, Math.floor(endMs / stepMs))) }
}

/** How two stretches go together where they fit best. */
export interface Alignment {
  /** By how many values the second film is later than the first: value `i` of the first is value `i + shift` of the second. */
  readonly shift: number
  /** Pearson correlation over what both have, −1…1. */
  readonly correlation: number
  /** Values that both have. */
  readonly overlap: number
  /** Standard deviation of the first within the overlap, in steps of luma: without movement there is no correlation. */
  readonly movement: number
}

/**
 * How often a curve goes from above its mean to below it, or back, within a stretch; smaller movements than a third of the standard
 * deviation do not count. A single fade turns once or twice, and is like every other fade.
 */
export const turnsWithin = (curve: LightCurve, { start, end }: CurveStretch): number => {
  const values = curve.subarray(start, end)
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const margin = Math.sqrt(squares / Math.max(1, values.length)) / 3
  let turns = 0
  let side = 0
  for (const value of values) {
    if (Math.abs(value - mean) < margin) continue
    const now = Math.sign(value - mean)
    if (side !== 0 && now !== side) turns += 1
    side = now
  }
  return turns
}

/** The correlation of two stretches of whole films at one shift; null when both have less than `leastOverlap` in common. */
export const correlateAt = (
  a: LightCurve,
  inA: CurveStretch,
  b: LightCurve,
  inB: CurveStretch,
  shift: number,
  leastOverlap: number,
): Alignment | null => {
  const start = Math.max(inA.start, inB.start - shift)
  const overlap = Math.min(inA.end, inB.end - shift) - start
  if (overlap < leastOverlap) return null
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0]
  for (let index = start; index < start + overlap; index += 1) {
    const x = a[index] ?? 0
    const y = b[index + shift] ?? 0
    sa += x
    sb += y
    saa += x * x
    sbb += y * y
    sab += x * y
  }
  const va = Math.max(0, saa / overlap - (sa / overlap) ** 2)
  const vb = Math.max(0, sbb / overlap - (sb / overlap) ** 2)
  const product = Math.sqrt(va * vb)
  const correlation = product < 1e-6 ? 0 : (sab / overlap - (sa / overlap) * (sb / overlap)) / product
  return { shift, correlation, overlap, movement: Math.sqrt(va) }
}

/**
 * Where two stretches correlate best, with at least `leastOverlap` values in common. Grading, scaling, bars and another codec leave
 * correlation as it is: all of them change light evenly. Null when they are shorter than that.
 */
export const align = (
  a: LightCurve,
  inA: CurveStretch,
  b: LightCurve,
  inB: CurveStretch,
  leastOverlap: number,
): Alignment | null => {
  let best: Alignment | null = null
  const last = inB.end - leastOverlap - inA.start
  for (let shift = inB.start - inA.end + leastOverlap; shift <= last; shift += 1) {
    const found = correlateAt(a, inA, b, inB, shift, leastOverlap)
    if (found !== null && (best === null || found.correlation > best.correlation)) best = found
  }
  return best
}
