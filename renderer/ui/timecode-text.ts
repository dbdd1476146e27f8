import type { Rational } from '../../electron/contract/index.ts'
import { formatClock, formatTimecode, frameAt } from '../../electron/contract/timecode.ts'

/**
 * A time as people read it: HH:MM:SS:FF at the film's own rate, HH:MM:SS.mmm while the rate is unknown. Times are kept
 * in whole milliseconds, so a frame's own time may lie up to one millisecond before it begins: hence the 1 ms.
 */
export const timecodeText = (timeMs: number, frameRate: Rational | null): string =>
  frameRate === null || frameRate.num <= 0
    ? formatClock(timeMs)
    : formatTimecode(frameAt(timeMs <= 0 ? 0 : timeMs + 1, frameRate), frameRate)
