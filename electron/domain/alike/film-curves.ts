import { detectorColumnCount, detectorColumnStarts, distanceCode, type FrameFeatures } from '../cuts/features.ts'

/**
 * How a film goes along, ten values a second from 0 ms of film time. Grading, scaling, bars, another codec and another frame rate
 * change both curves evenly, so a correlation stays what it is.
 */
export interface FilmCurves {
  /** How mean luma changes: the difference from 0.2 s before, so that fades and slow drifts, which many films share, count little. */
  readonly light: Float32Array
  /** How much of the picture changes: ln(1 + Σ mean |ΔY| against the frame before), over the frames of 0.2 s. */
  readonly motion: Float32Array
  /** Values of each. */
  readonly length: number
}

/** Values of a curve in a second. */
export const curveRate = 10
const stepMs = 1000 / curveRate

const lightOf = ({ frameCount, timesMs, lumaMean }: Measured, count: number): Float32Array => {
  const mean = new Float32Array(count)
  let frame = 0
  for (let index = 0; index < count; index += 1) {
    const at = (index + 0.5) * stepMs
    while (frame + 1 < frameCount && (timesMs[frame + 1] ?? 0) <= at) frame += 1
    mean[index] = lumaMean[frame] ?? 0
  }
  return mean.map((value, index) => (index < 2 ? 0 : value - (mean[index - 2] ?? 0)))
}

const motionOf = ({ frameCount, timesMs, detectorColumns }: Measured, count: number): Float32Array => {
  const sums = new Float32Array(count)
  for (let frame = 0; frame < frameCount; frame += 1) {
    const change =
      distanceCode.values[detectorColumns[frame * detectorColumnCount + detectorColumnStarts.fineMean] ?? 0] ?? 0
    // Each value reaches over 0.2 s around its middle, so a frame belongs to two.
    const place = ((timesMs[frame] ?? 0) - stepMs / 2) / stepMs
    for (const index of [Math.floor(place), Math.floor(place) + 1])
      if (index >= 0 && index < count) sums[index] = (sums[index] ?? 0) + change
  }
  return sums.map((sum) => Math.log1p(sum))
}

type Measured = Pick<FrameFeatures, 'frameCount' | 'timesMs' | 'lumaMean' | 'detectorColumns'>

/** The curves of measured frames. */
export const filmCurves = (frames: Measured): FilmCurves => {
  const { frameCount, timesMs } = frames
  const length = frameCount === 0 ? 0 : Math.floor((timesMs[frameCount - 1] ?? 0) / stepMs) + 1
  return { light: lightOf(frames, length), motion: motionOf(frames, length), length }
}

/** A stretch of a film, in values of its curves: the first, and the one behind the last. */
export interface CurveStretch {
  readonly start: number
  readonly end: number
}

/** The stretch of a film that lies within times in ms. */
export const stretchOf = (startMs: number, endMs: number, curve: Pick<FilmCurves, 'length'>): CurveStretch => {
  const start = Math.min(curve.length, Math.ceil(startMs / stepMs))
  return { start, end: Math.max(start, Math.min(curve.length, Math.floor(endMs / stepMs))) }
}

/** How two stretches go together where they fit best. */
export interface Alignment {
  /** By how many values the second film is later than the first: value `i` of the first is value `i + shift` of the second. */
  readonly shift: number
  /** Mean of the Pearson correlations of both curves over what both films have, −1…1. */
  readonly correlation: number
  /** Values that both have. */
  readonly overlap: number
  /** Standard deviation of the first film's light within the overlap, in steps of luma: without movement there is no correlation. */
  readonly movement: number
}

/**
 * How often light goes from above its mean to below it, or back, within a stretch; smaller movements than a third of the standard
 * deviation do not count. A single fade turns once or twice, and is like every other fade.
 */
export const turnsWithin = ({ light }: Pick<FilmCurves, 'light'>, { start, end }: CurveStretch): number => {
  const values = light.subarray(start, end)
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

/** The Pearson correlation of `a` from `start` with `b` from `start + shift`, and the standard deviation of the former. */
const pearson = (
  a: Float32Array,
  b: Float32Array,
  start: number,
  shift: number,
  overlap: number,
): { readonly correlation: number; readonly deviation: number } => {
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
  return { correlation, deviation: Math.sqrt(va) }
}

/**
 * How two stretches go together at one shift; null when both have less than `leastOverlap` in common, or correlate less than
 * `leastCorrelation`.
 */
export const correlateAt = (
  a: FilmCurves,
  inA: CurveStretch,
  b: FilmCurves,
  inB: CurveStretch,
  shift: number,
  leastOverlap: number,
  leastCorrelation = -1,
): Alignment | null => {
  const start = Math.max(inA.start, inB.start - shift)
  const overlap = Math.min(inA.end, inB.end - shift) - start
  if (overlap < leastOverlap) return null
  const light = pearson(a.light, b.light, start, shift, overlap)
  // Most shifts are none, which the first curve tells.
  if ((light.correlation + 1) / 2 < leastCorrelation) return null
  const correlation = (light.correlation + pearson(a.motion, b.motion, start, shift, overlap).correlation) / 2
  return correlation < leastCorrelation ? null : { shift, correlation, overlap, movement: light.deviation }
}

/**
 * Where two stretches correlate best, with at least `leastOverlap` values in common; null when they are shorter than that.
 */
export const align = (
  a: FilmCurves,
  inA: CurveStretch,
  b: FilmCurves,
  inB: CurveStretch,
  leastOverlap: number,
): Alignment | null => {
  let best: Alignment | null = null
  const last = inB.end - leastOverlap - inA.start
  for (let shift = inB.start - inA.end + leastOverlap; shift <= last; shift += 1) {
    const found = correlateAt(a, inA, b, inB, shift, leastOverlap, best?.correlation)
    if (found !== null && (best === null || found.correlation > best.correlation)) best = found
  }
  return best
}
