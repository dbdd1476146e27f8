import type { ParseOptions } from './raw-cue.ts'

/** Longest timing line in characters, spaces included; longer lines could make the pattern slow. */
const longestTiming = 200
const defaultFramesPerSecond = 25

/**
 * Sign, hours, minutes, seconds, what divides them from the fraction, and the fraction. Hours may be missing, fields may
 * have one digit, and a lone point or colon behind is overlooked.
 */
const clock = String.raw`(-)?(?:(\d{1,3})\s*[:;]\s*)?(\d{1,3})\s*[:;]\s*(\d{1,2})(?:\s*([.,:;])\s*(\d{1,9}))?\s*[.,:;]?`
const arrow = String.raw`(?:-{1,3}\s?>|={1,2}>|→|--&gt;)`
const timing = new RegExp(String.raw`^\s*${clock}\s*${arrow}\s*(?:${clock}|$)`)
const anyArrow = new RegExp(arrow)
const clockLike = /\d\s*[:;]\s*-?\s*\d|\d\s*[:;]|[:;]\s*-?\d/
const wholeClock = new RegExp(String.raw`^\s*${clock}\s*$`)

/** Dashes that stand for a hyphen, and full-width forms as East Asian keyboards write them. */
const plain = (line: string): string =>
  line.replace(/[‐-―−﹣－]/g, '-').replace(/[：；，．＞]/g, (form) => form.normalize('NFKC'))

/** Milliseconds of a clock's parts; null where minutes or seconds are more than an hour or minute holds. */
const toMs = (parts: readonly (string | undefined)[], framesPerSecond: number): number | null => {
  const [sign, hours, minutes = '0', seconds = '0', divider, fraction = '0'] = parts
  // Rounding up gives 60 seconds; more is not a time. Without hours, there may be any number of minutes.
  if (Number(seconds) > 60 || (hours !== undefined && Number(minutes) > 60)) return null
  const isFrames =
    (divider === ':' || divider === ';') && fraction.length <= 2 && Number(fraction) < Math.ceil(framesPerSecond)
  const part = isFrames ? (Number(fraction) * 1000) / framesPerSecond : Number(`0.${fraction}`) * 1000
  const ms = (Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Math.round(part)
  return sign === undefined ? ms : -ms
}

/** Milliseconds of a clock time that stands alone (`1:02:03.5`, `00:01:02:12`); null when it is none. */
export const parseClock = (
  text: string,
  { framesPerSecond = defaultFramesPerSecond }: ParseOptions = {},
): number | null => {
  const match = text.length > longestTiming ? null : wholeClock.exec(plain(text))
  return match === null ? null : toMs(match.slice(1, 7), framesPerSecond)
}

/** The times of a cue; `unreadable` when the line is meant as one and its times cannot be read. */
export type TimingLine =
  | { readonly kind: 'times'; readonly startMs: number; readonly endMs: number }
  | { readonly kind: 'unreadable' }

/**
 * Times of a line like `00:00:01,500 --> 00:00:02,000`, as SRT and WebVTT have it, and in the forms that people and
 * programs make of it. A missing end is that of no time. Null when the line is text.
 */
export const parseTimingLine = (
  line: string,
  { framesPerSecond = defaultFramesPerSecond }: ParseOptions = {},
): TimingLine | null => {
  const head = plain(line.slice(0, longestTiming))
  if (!anyArrow.test(head)) return null
  const match = timing.exec(head)
  if (match !== null) {
    const startMs = toMs(match.slice(1, 7), framesPerSecond)
    const endMs = match[9] === undefined ? startMs : toMs(match.slice(7, 13), framesPerSecond)
    return startMs === null || endMs === null ? { kind: 'unreadable' } : { kind: 'times', startMs, endMs }
  }
  const [before = '', after = ''] = head.split(anyArrow, 2)
  return clockLike.test(before.slice(-20)) || clockLike.test(after.slice(0, 20)) ? { kind: 'unreadable' } : null
}

const number = /^\s*\d+\s*$/

/** A timing line of a list of lines, found by its own form or by standing where one belongs. */
export interface FoundTiming {
  readonly index: number
  readonly timing: TimingLine
}

/**
 * Every timing line, also those that only their place shows: an arrow right below a cue's number at the beginning of a
 * block (`NaN --> NaN`).
 */
export const findTimings = (lines: readonly string[], options: ParseOptions): readonly FoundTiming[] => {
  const found: FoundTiming[] = []
  for (const [index, line] of lines.entries()) {
    const timing = parseTimingLine(line, options)
    if (timing !== null) found.push({ index, timing })
    else if (/-->/.test(line) && number.test(lines[index - 1] ?? '') && (lines[index - 2] ?? '').trim() === '') {
      found.push({ index, timing: { kind: 'unreadable' } })
    }
  }
  return found
}
