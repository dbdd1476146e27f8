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
 * end of the film, by default that of the last frame: its start plus the median frame duration.
 */
export const scenesFrom = (
  boundaries: readonly Boundary[],
  frameCount: number,
  timesMs: ArrayLike<number>,
  endMs: number = framesEndMs(frameCount, timesMs),
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

/** The same with whole milliseconds, as scenes are stored. */
export const inWholeMs = <Span extends SceneSpan>(span: Span): Span => ({
  ...span,
  startMs: Math.round(span.startMs),
  endMs: Math.round(span.endMs),
})

/** End of the last frame: its start plus the median duration of a frame (40 ms when there is only one). */
export const framesEndMs = (frameCount: number, timesMs: ArrayLike<number>): number => {
  if (frameCount === 0) return 0
  const durations: number[] = []
  for (let frame = 1; frame < frameCount; frame++) {
    durations.push((timesMs[frame] ?? 0) - (timesMs[frame - 1] ?? 0))
  }
  durations.sort((left, right) => left - right)
  const median = durations[durations.length >> 1] ?? 40
  return (timesMs[frameCount - 1] ?? 0) + Math.max(0.001, median)
}

/** When the parts of a film end that are not frames, in ms; null where unknown. */
export interface KnownEnds {
  /** The last picture is held until then, as the file says. */
  readonly pictureEndMs: number | null
  readonly soundEndMs: number | null
}

/**
 * End of a film: that of its last frame, its held last picture or its sound, whichever is latest. Less than half a frame
 * of held picture is rounding; less than a frame of sound is what encoders fill their last block with.
 */
export const videoEndMs = (frameCount: number, timesMs: ArrayLike<number>, parts: KnownEnds): number => {
  const framesEnd = framesEndMs(frameCount, timesMs)
  const intervalMs = framesEnd - (timesMs[frameCount - 1] ?? 0)
  const held = parts.pictureEndMs ?? framesEnd
  const pictureEnd = held > framesEnd + intervalMs / 2 ? held : framesEnd
  const sound = parts.soundEndMs ?? pictureEnd
  return sound > pictureEnd + Math.max(intervalMs, shortestTailMs) ? sound : pictureEnd
}

/** One block of AAC at 48 kHz is 21 ms, one of MP3 at 32 kHz 36 ms. */
const shortestTailMs = 40
