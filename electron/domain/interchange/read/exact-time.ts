import type { Rational } from '../../../contract/index.ts'

/** A time in seconds as an exact ratio; `den` is positive. */
export interface ExactTime {
  readonly num: bigint
  readonly den: bigint
}

/** From a time, up to another that is not part of it. */
export interface ExactSpan {
  readonly start: ExactTime
  /** Exclusive. */
  readonly end: ExactTime
}

/** The beginning. */
export const zeroTime: ExactTime = { num: 0n, den: 1n }

/** When a frame begins, counted from 0 at a rate. */
export const timeOfFrame = (frame: number, { num, den }: Rational): ExactTime => ({
  num: BigInt(frame) * BigInt(den),
  den: BigInt(num),
})

/** The frame that begins nearest to a time; halves go up. */
export const nearestFrame = ({ num, den }: ExactTime, rate: Rational): number => {
  const numerator = num * BigInt(rate.num)
  const denominator = den * BigInt(rate.den)
  const twice = 2n * numerator + denominator
  const quotient = twice / (2n * denominator)
  return Number(twice < 0n && twice % (2n * denominator) !== 0n ? quotient - 1n : quotient)
}

export const sumOf = (left: ExactTime, right: ExactTime): ExactTime => ({
  num: left.num * right.den + right.num * left.den,
  den: left.den * right.den,
})

export const differenceOf = (left: ExactTime, right: ExactTime): ExactTime =>
  sumOf(left, { num: -right.num, den: right.den })

/** Less than 0, 0 or more than 0, as for sorting. */
export const compareTimes = (left: ExactTime, right: ExactTime): number => {
  const difference = left.num * right.den - right.num * left.den
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** A span of so much later. */
export const shifted = ({ start, end }: ExactSpan, by: ExactTime): ExactSpan => ({
  start: sumOf(start, by),
  end: sumOf(end, by),
})

/** Frames of a rate as a span. */
export const spanOfFrames = (start: number, end: number, rate: Rational): ExactSpan => ({
  start: timeOfFrame(start, rate),
  end: timeOfFrame(end, rate),
})

/** A time of FCPXML (`1001/30000s`, `5s`, `2.5s`); null when it is none. */
export const parseFcpxmlTime = (text: string | undefined): ExactTime | null => {
  const match = /^(-?\d{1,18})(?:\.(\d{1,9}))?(?:\/(\d{1,18}))?s$/.exec(text?.trim() ?? '')
  if (match === null) return null
  const [, whole = '0', decimals = '', denominator = '1'] = match
  const den = BigInt(denominator) * 10n ** BigInt(decimals.length)
  return den === 0n ? null : { num: BigInt(whole + decimals), den }
}
