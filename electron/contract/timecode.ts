import type { Rational } from './video.ts'

/** Frames a second that a timecode counts with: 29.97 counts to 30, 23.976 to 24. */
export const nominalFrameRate = (frameRate: Rational): number => Math.max(1, Math.round(frameRate.num / frameRate.den))

/** Frame on show at a time. Times are kept in whole milliseconds, so a frame's own may lie half a millisecond early. */
export const frameAt = (ms: number, frameRate: Rational): number =>
  Math.max(0, Math.floor(((ms + 0.5) * frameRate.num) / (1000 * frameRate.den)))

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0')

/**
 * Time as HH:MM:SS:FF at the film's own rate (non-drop: every frame is counted, 29.97 as 30 a second);
 * HH:MM:SS.mmm while the rate is unknown.
 */
export const formatTimecode = (ms: number, frameRate: Rational | null): string => {
  const whole = Math.max(0, Math.round(ms))
  const clock = (seconds: number): string =>
    `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
  if (frameRate === null || frameRate.num <= 0) return `${clock(Math.floor(whole / 1000))}.${pad(whole % 1000, 3)}`
  const perSecond = nominalFrameRate(frameRate)
  const frame = frameAt(whole, frameRate)
  return `${clock(Math.floor(frame / perSecond))}:${pad(frame % perSecond, perSecond >= 100 ? 3 : 2)}`
}
