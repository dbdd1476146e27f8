import { lengthText, type Video } from '../../contract/index.ts'
import { printable } from './terminal.ts'

/** One video as a line of a list. */
export const videoLine = (video: Video): string =>
  [
    video.id,
    video.state.padEnd(10),
    lengthText({ frames: video.frameCount, durationMs: video.durationMs }, video.frameRate).padStart(12),
    `${String(video.sceneCount).padStart(5)} scenes`,
    printable(video.title),
  ].join('  ')
