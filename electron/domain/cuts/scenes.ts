import type { Boundary } from './boundary.ts'

/** A run of frames between two boundaries; `endFrame` is exclusive and `endMs` is the start of what follows. */
export interface SceneSpan {
  readonly startFrame: number
  readonly endFrame: number
  readonly startMs: number
  readonly endMs: number
  /** Begins with a fade or dissolve. */
  readonly gradual: boolean
}

/**
 * Scenes of a film of `frameCount` frames from its boundaries. `timesMs` holds the start of each frame; `endMs` is the
 * end of the last frame, by default its start plus the median frame duration.
 */
export const scenesFrom = (
  boundaries: readonly Boundary[],
  frameCount: number,
  timesMs: ArrayLike<number>,
  endMs: number = filmEndMs(frameCount, timesMs),
): readonly SceneSpan[] => {
  if (frameCount === 0) return []
  const starts = boundaries.filter(({ frame }) => frame > 0 && frame < frameCount)
  return [{ frame: 0, gradual: false }, ...starts].map(({ frame, gradual }, index) => {
    const endFrame = starts[index]?.frame ?? frameCount
    return {
      startFrame: frame,
      endFrame,
      startMs: timesMs[frame] ?? 0,
      endMs: endFrame < frameCount ? (timesMs[endFrame] ?? endMs) : endMs,
      gradual,
    }
  })
}

/** End of the last frame: its start plus the median duration of a frame (40 ms when there is only one). */
export const filmEndMs = (frameCount: number, timesMs: ArrayLike<number>): number => {
  if (frameCount === 0) return 0
  const durations: number[] = []
  for (let frame = 1; frame < frameCount; frame++) {
    durations.push((timesMs[frame] ?? 0) - (timesMs[frame - 1] ?? 0))
  }
  durations.sort((left, right) => left - right)
  const median = durations[durations.length >> 1] ?? 40
  return (timesMs[frameCount - 1] ?? 0) + Math.max(1, median)
}
