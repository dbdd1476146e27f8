import type { PlayRange } from './player-store.ts'

/** Times of files are rounded to whole milliseconds. */
const slackMs = 1

/** What playing does with a part of a film once a frame is on show. */
export type RangeStep = 'go-on' | 'again' | 'stop'

/** Whether the frame that begins at a time is the last one of the part, and what follows then. */
export const rangeStep = (
  range: PlayRange | null,
  loops: boolean,
  frame: { readonly timeMs: number; readonly intervalMs: number },
): RangeStep => {
  if (range === null || frame.timeMs + frame.intervalMs < range.endMs - slackMs) return 'go-on'
  return loops ? 'again' : 'stop'
}

/** Whether a time lies in a part of a film. */
export const isInRange = ({ startMs, endMs }: PlayRange, timeMs: number): boolean =>
  timeMs >= startMs - slackMs && timeMs < endMs
