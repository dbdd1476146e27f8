import { createLineFramer } from '../../process/line-framer.ts'

/**
 * Reads the blocks of `key=value` lines that `ffmpeg -progress` writes and gives out the position of each, in ms.
 * `out_time_us` is missing or `N/A` before the first frame.
 */
export const createProgressParser = (onPosition: (positionMs: number) => void): ((chunk: Buffer) => void) =>
  createLineFramer(1000, (line) => {
    const microseconds = /^out_time_us=(\d+)/.exec(line)?.[1]
    if (microseconds !== undefined) onPosition(Math.round(Number(microseconds) / 1000))
  }).push
