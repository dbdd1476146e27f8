import { parseClock, timecodeMs } from '../../../domain/captions/index.ts'

/** What the root element of a TTML document says about its times. */
export interface TtmlRates {
  /** Frames that really pass in a second. */
  readonly framesPerSecond: number
  /** The whole number of frames that a timecode counts a second. */
  readonly nominal: number
  readonly ticksPerSecond: number
  /** Clock times are timecodes: they count frames (`timeBase="smpte"`). */
  readonly isTimecode: boolean
  readonly isDropFrame: boolean
}

type Attributes = Readonly<Record<string, string>>

/** Rates of a root element, by its attributes without prefixes and in small letters; `filmRate` where it says none. */
export const ttmlRates = (attributes: Attributes, filmRate: number): TtmlRates => {
  const declared = Number(attributes['framerate'])
  const nominal = declared > 0 ? declared : Math.max(1, Math.round(filmRate))
  const [numerator = 1, denominator = 1] = (attributes['frameratemultiplier'] ?? '1 1')
    .trim()
    .split(/[\s:]+/)
    .map(Number)
  const multiplier = numerator > 0 && denominator > 0 ? numerator / denominator : 1
  const framesPerSecond = declared > 0 ? declared * multiplier : filmRate
  const ticks = Number(attributes['tickrate'])
  const subFrames = Number(attributes['subframerate'])
  const ticksByFrame = declared > 0 ? framesPerSecond * (subFrames > 0 ? subFrames : 1) : 1
  return {
    framesPerSecond,
    nominal,
    ticksPerSecond: ticks > 0 ? ticks : ticksByFrame,
    isTimecode: attributes['timebase'] === 'smpte',
    isDropFrame: attributes['dropmode'] === 'dropNTSC',
  }
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }
const offsetForm = /^\s*(\d{1,15}(?:\.\d{1,15})?)(h|ms|m|s|f|t)\s*$/
/** Hours, minutes, seconds, frames, and parts of a frame. */
const framesForm = /^\s*(\d{1,3}):(\d{2}):(\d{2})[:;](\d{1,3})(?:\.(\d{1,3}))?\s*$/

/**
 * Milliseconds of a TTML time expression: a clock (`00:00:01.5`), a timecode (`00:00:01:12`), or an offset in hours, minutes,
 * seconds, milliseconds, frames or ticks (`12.5s`, `300f`, `5000000t`). Null when it is none.
 */
export const ttmlTimeMs = (text: string, rates: TtmlRates): number | null => {
  const [, count = '', unit = ''] = offsetForm.exec(text) ?? []
  if (unit === 'f') return Math.round((Number(count) * 1000) / rates.framesPerSecond)
  if (unit === 't') return Math.round((Number(count) * 1000) / rates.ticksPerSecond)
  if (count !== '') return Math.round(Number(count) * (unitMs[unit] ?? 0))
  const frames = framesForm.exec(text)
  if (frames !== null && rates.isTimecode) {
    const [hours = 0, minutes = 0, seconds = 0, frame = 0] = frames.slice(1, 5).map(Number)
    const { nominal, isDropFrame } = rates
    const ms = timecodeMs({ hours, minutes, seconds, frames: frame, nominal, isDropFrame }, rates.framesPerSecond)
    return ms === null ? null : Math.round(ms)
  }
  if (frames !== null) {
    const ms = parseClock(`${frames[1]}:${frames[2]}:${frames[3]}`)
    return ms === null ? null : Math.round(ms + (Number(frames[4]) * 1000) / rates.framesPerSecond)
  }
  // Seconds in their short form.
  return parseClock(/^\s*\d{1,9}(?:\.\d{1,9})?\s*$/.test(text) ? `0:${text}` : text, rates)
}
