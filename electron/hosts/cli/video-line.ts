import { formatClock, formatTimecode, frameAt, type Video } from '../../contract/index.ts'
import { printable } from './terminal.ts'

/** Length of a video as `HH:MM:SS:FF` at its rate, or by the clock while the rate is unknown. */
export const lengthOf = ({ durationMs, frameRate }: Pick<Video, 'durationMs' | 'frameRate'>): string =>
  frameRate === null ? formatClock(durationMs) : formatTimecode(frameAt(durationMs, frameRate), frameRate)

/** One video as a line of a list. */
export const videoLine = (video: Video): string =>
  [
    video.id,
    video.state.padEnd(10),
    lengthOf(video).padStart(12),
    `${String(video.sceneCount).padStart(5)} scenes`,
    printable(video.title),
  ].join('  ')
