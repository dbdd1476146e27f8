import { timeAt, xOf } from './timeline-geometry.ts'
import type { Lane } from './timeline-lanes.ts'
import type { TimelineInk, TimelinePicture } from './timeline-picture.ts'
import { extremesAt } from './waveform-tiles.ts'

/** Quiet sound is drawn larger than it is, so that speech is seen in a lane this low: half of full scale takes two thirds of it. */
const heightOf = (sample: number): number => (Math.abs(sample) / 128) ** 0.6

/** Draws the lowest and highest sample of each pixel around the middle of the lane. */
export const paintWaveform = (
  context: CanvasRenderingContext2D,
  ink: TimelineInk,
  picture: TimelinePicture,
  lane: Lane,
): void => {
  const { view, widthPx, durationMs, waveform } = picture
  const left = Math.max(0, xOf(view, 0))
  const right = Math.min(widthPx, xOf(view, durationMs))
  const half = lane.heightPx / 2
  const middle = lane.topPx + half
  context.fillStyle = ink.raised
  context.fillRect(left, lane.topPx, right - left, lane.heightPx)
  context.fillStyle = ink.sound
  context.globalAlpha = 0.85
  for (let x = Math.floor(left); x < right; x += 1) {
    const extremes = extremesAt(waveform, Math.max(0, timeAt(view, x)), timeAt(view, x + 1))
    if (extremes === null) continue
    const top = middle - heightOf(extremes.highest) * half
    const bottom = middle + heightOf(extremes.lowest) * half
    // Silence is a line: the sound was read, and there is none.
    context.fillRect(x, Math.min(top, middle - 0.5), 1, Math.max(1, bottom - top))
  }
  context.globalAlpha = 1
}
