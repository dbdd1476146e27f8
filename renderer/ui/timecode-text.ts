import type { Rational } from '../../electron/contract/index.ts'
import { formatClock, formatTimecode, frameAt } from '../../electron/contract/timecode.ts'

const slackMs = ({ num, den }: Rational): number => Math.min(1, (250 * den) / num)

/**
 * A time as people read it: HH:MM:SS:FF at the film's own rate, HH:MM:SS.mmm while the rate is unknown. Times are kept
 * in whole milliseconds, so a frame's own time may lie up to one millisecond before it begins: hence the 1 ms, or a quarter
 * of a frame where frames are short.
 */
export const timecodeText = (timeMs: number, frameRate: Rational | null): string =>
  frameRate === null || frameRate.num <= 0
    ? formatClock(timeMs)
    : formatTimecode(frameAt(timeMs <= 0 ? 0 : timeMs + slackMs(frameRate), frameRate), frameRate)
