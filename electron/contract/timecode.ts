import type { Rational } from './rational.ts'

/**
 * How many frames a second of timecode counts, where labels count frames: whole rates, and rates that are a whole
 * one × 1000/1001 (29.97 counts 30; non-drop, SMPTE ST 12-1). Null for other rates, which have no such label.
 */
const countedRate = ({ num, den }: Rational): number | null => {
  const nominal = Math.round(num / den)
  if (nominal < 1) return null
  const isWhole = num === nominal * den
  const isNtsc = num * 1001 === nominal * 1000 * den
  // Cameras and ffmpeg also round such rates, for example 2997/100 and 23976/1000.
  const isRoundedNtsc = Math.abs(num / den - (nominal * 1000) / 1001) < 0.005
  return isWhole || isNtsc || isRoundedNtsc ? nominal : null
}

/** First frame at or after a second of real time: ⌈seconds × rate⌉, exact. */
const firstFrameOf = (seconds: bigint, { num, den }: Rational): bigint =>
  (seconds * BigInt(num) + BigInt(den) - 1n) / BigInt(den)

const secondAndFrame = (frame: number, rate: Rational): readonly [second: number, frameInSecond: number] => {
  const counted = countedRate(rate)
  if (counted !== null) return [Math.floor(frame / counted), frame % counted]
  const second = (BigInt(frame) * BigInt(rate.den)) / BigInt(rate.num)
  return [Number(second), Number(BigInt(frame) - firstFrameOf(second, rate))]
}

const two = (value: number): string => String(value).padStart(2, '0')

const clock = (seconds: number): string =>
  `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`

/**
 * `HH:MM:SS:FF` of a frame number (from 0) at a film's rate. Non-drop: at 29.97 a second of timecode is 30 frames.
 * At rates that have no timecode label (12.5, 14.985 …) the seconds are those of the clock.
 */
export const formatTimecode = (frame: number, rate: Rational): string => {
  const [second, rest] = secondAndFrame(Math.max(0, Math.trunc(frame)), rate)
  return `${clock(second)}:${two(rest)}`
}

/** The frame number of `HH:MM:SS:FF` at a film's rate; null when malformed or when there is no such frame. */
export const parseTimecode = (text: string, rate: Rational): number | null => {
  const match = /^(\d{1,4}):(\d{2}):(\d{2})[:;.](\d{2,5})$/.exec(text.trim())
  if (match === null) return null
  const [hours = 0, minutes = 0, seconds = 0, rest = 0] = match.slice(1).map(Number)
  if (minutes > 59 || seconds > 59) return null
  const second = hours * 3600 + minutes * 60 + seconds
  const counted = countedRate(rate)
  const frame = counted === null ? Number(firstFrameOf(BigInt(second), rate)) + rest : second * counted + rest
  const [foundSecond, foundRest] = secondAndFrame(frame, rate)
  return foundSecond === second && foundRest === rest ? frame : null
}

/** Number of the frame shown at a time (to the microsecond), at a constant rate: ⌊ms × rate / 1000⌋, exact. */
export const frameAt = (timeMs: number, { num, den }: Rational): number =>
  Number((BigInt(Math.max(0, Math.round(timeMs * 1000))) * BigInt(num)) / (1_000_000n * BigInt(den)))

/** Faster films have frames that begin within the same millisecond. */
const fastestInWholeMs = 500

/**
 * Time at which a frame begins, at a constant rate, rounded up so that `frameAt` gives it back: in whole milliseconds up to
 * 500 frames a second, above that to the microsecond.
 */
export const frameStartMs = (frame: number, { num, den }: Rational): number => {
  const units = num / den > fastestInWholeMs ? 1000n : 1n
  const start = (BigInt(Math.max(0, Math.trunc(frame))) * 1000n * units * BigInt(den) + BigInt(num) - 1n) / BigInt(num)
  return Number(start) / Number(units)
}

/** `HH:MM:SS.mmm` of a time, for films without a known rate. */
export const formatClock = (timeMs: number): string => {
  const whole = Math.max(0, Math.trunc(timeMs))
  return `${clock(Math.floor(whole / 1000))}.${String(whole % 1000).padStart(3, '0')}`
}

const slackMs = ({ num, den }: Rational): number => Math.min(1, (250 * den) / num)

/**
 * The frame that a time kept in whole milliseconds stands for. A frame's own time may lie up to one millisecond before
 * it begins: hence the 1 ms, or a quarter of a frame where frames are short.
 */
export const nearFrameAt = (timeMs: number, rate: Rational): number =>
  frameAt(timeMs <= 0 ? 0 : timeMs + slackMs(rate), rate)

/**
 * A moment as people read it, everywhere: `HH:MM:SS:FF` at the film's rate, `HH:MM:SS.mmm` while the rate is unknown.
 * With a variable rate the label follows the time.
 */
export const timecodeText = (timeMs: number, frameRate: Rational | null): string =>
  frameRate === null || frameRate.num <= 0
    ? formatClock(timeMs)
    : formatTimecode(nearFrameAt(timeMs, frameRate), frameRate)

/**
 * A length as people read it, everywhere. Where the frames are counted and say the same as the time to within a frame,
 * they are the length; with a variable rate, or where sound outlasts the picture, the time is.
 */
export const lengthText = (
  { frames, durationMs }: { readonly frames: number; readonly durationMs: number },
  frameRate: Rational | null,
): string => {
  if (frameRate === null || frameRate.num <= 0 || frames <= 0) return timecodeText(durationMs, frameRate)
  const frameMs = (1000 * frameRate.den) / frameRate.num
  return Math.abs(frames * frameMs - durationMs) < frameMs + 1
    ? formatTimecode(frames, frameRate)
    : timecodeText(durationMs, frameRate)
}

/** Length of a scene or of a marked range, by `lengthText`. */
export const spanText = (
  span: {
    readonly startMs: number
    readonly endMs: number
    readonly startFrame?: number | undefined
    /** Exclusive. */
    readonly endFrame?: number | undefined
  },
  frameRate: Rational | null,
): string =>
  lengthText(
    { frames: (span.endFrame ?? 0) - (span.startFrame ?? 0), durationMs: Math.max(0, span.endMs - span.startMs) },
    frameRate,
  )
