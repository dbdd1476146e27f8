import type { HeatScene } from '../../stores/search/heat-peaks.ts'
import { timeAt, visibleRange, xOf } from './timeline-geometry.ts'
import type { Lane } from './timeline-lanes.ts'
import type { TimelineInk, TimelinePicture } from './timeline-picture.ts'

/** One bar of the strip: a scene, or several that share a pixel, of which the best counts. */
export interface HeatBar {
  readonly x0: number
  readonly x1: number
  readonly score: number
  readonly relevant: boolean
}

/** Narrower scenes are put together, so that a good one never hides under its neighbours. */
const leastBarPx = 2

/** Also where nothing answers the query, the lane shows that it was asked. */
const leastHeightPx = 2

/** The bars of the part of the film on show. */
export const heatBars = (
  heat: readonly HeatScene[],
  picture: Pick<TimelinePicture, 'view' | 'widthPx'>,
): readonly HeatBar[] => {
  const { view, widthPx } = picture
  const [first, last] = visibleRange(heat, view.startMs, timeAt(view, widthPx))
  const bars: HeatBar[] = []
  for (let index = Math.max(0, first); index <= last; index += 1) {
    const scene = heat[index]
    if (scene === undefined) continue
    const bar: HeatBar = { ...scene, x0: xOf(view, scene.startMs), x1: xOf(view, scene.endMs) }
    const before = bars.at(-1)
    if (before !== undefined && (before.x1 - before.x0 < leastBarPx || bar.x1 <= before.x0 + leastBarPx)) {
      bars[bars.length - 1] = {
        x0: before.x0,
        x1: Math.max(before.x1, bar.x1),
        score: Math.max(before.score, bar.score),
        relevant: before.relevant || bar.relevant,
      }
    } else bars.push(bar)
  }
  return bars
}

/** Draws how well each scene answers the query: higher is better, what stands out in the colour of the accent. */
export const paintHeat = (
  context: CanvasRenderingContext2D,
  ink: TimelineInk,
  picture: TimelinePicture,
  lane: Lane,
): void => {
  context.fillStyle = ink.raised
  context.fillRect(0, lane.topPx, picture.widthPx, lane.heightPx)
  for (const bar of heatBars(picture.heat, picture)) {
    const height = Math.max(leastHeightPx, Math.round(lane.heightPx * Math.min(1, Math.max(0, bar.score))))
    const left = Math.max(0, bar.x0)
    const width = Math.max(1, Math.min(bar.x1, picture.widthPx) - left - (bar.x1 - bar.x0 > 4 ? 1 : 0))
    context.fillStyle = bar.relevant ? ink.accent : ink.textQuiet
    context.fillRect(left, lane.topPx + lane.heightPx - height, width, height)
  }
}
