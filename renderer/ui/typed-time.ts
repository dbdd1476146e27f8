import { frameStartMs, parseTimecode, type Rational } from '../../electron/contract/index.ts'

/**
 * The time in ms a person typed: a full timecode at the film's rate, `HH:MM:SS.mmm`, shorter forms (`1:23`, `1:02:03`,
 * `12.5` seconds), or digits alone filled from the right as on an edit desk (`1200` is 12 seconds). Null when unreadable.
 */
export const parseTypedTime = (text: string, rate: Rational | null): number | null => {
  const typed = text.trim()
  if (rate !== null && rate.num > 0) {
    if (/^\d{3,8}$/.test(typed)) {
      const digits = typed.padStart(8, '0')
      const frame = parseTimecode(digits.replace(/^(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1:$2:$3:$4'), rate)
      return frame === null ? null : frameStartMs(frame, rate)
    }
    const frame = parseTimecode(typed, rate)
    if (frame !== null) return frameStartMs(frame, rate)
  }
  const clock = /^(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/.exec(typed)
  if (clock === null) return null
  const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = clock
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return whole * 1000 + Number(fraction.padEnd(3, '0') || 0)
}
