import type { Rational } from '../../contract/index.ts'
import { standardRates } from '../probe/timing.ts'

/** What the decoded frames say about the rate. */
export interface DecodedRate {
  readonly frameRate: Rational
  /** Whether frame numbers cannot be told from times by the rate alone. */
  readonly variableFrameRate: boolean
}

/**
 * Frames belong to a constant rate when, seen from any one of them, every other begins nearer than this share of an interval
 * to where the rate puts it: then the middle of each interval lies within the right frame. 3:2 pulldown (0.2) does.
 */
const widestSpread = 0.45
/**
 * Standard rates within this share of the mean are tried, as a pulldown that begins or ends in the middle shifts the
 * mean.
 */
const nearRate = 0.005
/** A rate within this share of the declared one is taken for it, because the declared ratio is exact. */
const sameRate = 0.0015
/**
 * A standard or declared rate is preferred to the mean if it fits the frames worse by no more than this share of an
 * interval.
 */
const standardBonus = 0.03
const declaredBonus = 0.06

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))

const ratioOf = (rate: Rational, other: Rational): number => (rate.num / rate.den) * (other.den / other.num)

const perSpan = (intervals: number, spanMs: number): Rational => {
  const spanUs = Math.round(spanMs * 1000)
  const divisor = greatestDivisor(intervals * 1_000_000, spanUs)
  return { num: (intervals * 1_000_000) / divisor, den: spanUs / divisor }
}

/** How far apart the frames lie from where a rate puts them, as a share of its interval. */
const spreadOf = (rate: Rational, frameCount: number, timesMs: ArrayLike<number>): number => {
  const intervalMs = (1000 * rate.den) / rate.num
  let earliest = 0
  let latest = 0
  for (let frame = 1; frame < frameCount; frame++) {
    const off = (timesMs[frame] ?? 0) - (timesMs[0] ?? 0) - frame * intervalMs
    earliest = Math.min(earliest, off)
    latest = Math.max(latest, off)
  }
  return (latest - earliest) / intervalMs
}

/**
 * The rate of a film from the times of its decoded frames. `declared` is what the file says, which one frame cannot refute;
 * `pictureEndMs` is when the last picture ends, which counts in the average of a varying rate.
 */
export const decodedRate = (
  frameCount: number,
  timesMs: ArrayLike<number>,
  declared: Rational,
  pictureEndMs: number,
): DecodedRate => {
  const firstMs = timesMs[0] ?? 0
  const spanMs = (timesMs[frameCount - 1] ?? 0) - firstMs
  if (frameCount < 2 || spanMs < 0.001) return { frameRate: declared, variableFrameRate: false }
  const mean = perSpan(frameCount - 1, spanMs)
  const candidates = [
    { rate: mean, bonus: 0 },
    ...standardRates
      .filter((rate) => Math.abs(ratioOf(rate, mean) - 1) < nearRate)
      .map((rate) => ({ rate, bonus: standardBonus })),
    ...(declared.num > 0 ? [{ rate: declared, bonus: declaredBonus }] : []),
  ]
  const [best] = candidates
    .map(({ rate, bonus }) => ({ rate, bonus, spread: spreadOf(rate, frameCount, timesMs) }))
    .filter(({ spread }) => spread <= widestSpread)
    .toSorted((a, b) => a.spread - a.bonus - (b.spread - b.bonus))
  if (best !== undefined) return { frameRate: best.rate, variableFrameRate: false }
  const average = perSpan(frameCount, Math.max(pictureEndMs - firstMs, spanMs))
  return {
    frameRate: Math.abs(ratioOf(declared, average) - 1) < sameRate ? declared : average,
    variableFrameRate: true,
  }
}
