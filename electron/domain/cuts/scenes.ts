import type { Boundary } from './boundary.ts'

/** The frames between two boundaries. `endFrame` is exclusive; `endMs` is when the next scene starts. */
export interface SceneSpan {
  readonly startFrame: number
  readonly endFrame: number
  readonly startMs: number
  readonly endMs: number
  /** Whether it begins with a fade or dissolve. */
  readonly gradual: boolean
}

/**
 * The scenes between the boundaries of a video with `frameCount` frames. `timesMs` holds the start of each frame;
 * `endMs` is the end of the video, by default that of its last frame (`framesEndMs`).
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

/** Rounds the times of a scene to whole milliseconds, as they are stored. */
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

/** When picture and sound end in ms of film time, apart from the frames' own times; null where unknown. */
export interface KnownEnds {
  /** End of the last picture as the file states it; it may be shown for long. */
  readonly pictureEndMs: number | null
  readonly soundEndMs: number | null
}

/**
 * End of a video in ms: of its last frame, its last picture or its sound, whichever is latest. Picture that exceeds the
 * last frame by less than half a frame is rounding; sound that exceeds it by less than a frame is padding of the
 * encoder's last block.
 */
export const videoEndMs = (frameCount: number, timesMs: ArrayLike<number>, parts: KnownEnds): number => {
  const framesEnd = framesEndMs(frameCount, timesMs)
  const intervalMs = framesEnd - (timesMs[frameCount - 1] ?? 0)
  const held = parts.pictureEndMs ?? framesEnd
  const pictureEnd = held > framesEnd + intervalMs / 2 ? held : framesEnd
  const sound = parts.soundEndMs ?? pictureEnd
  return sound > pictureEnd + Math.max(intervalMs, shortestTailMs) ? sound : pictureEnd
}

/** Shorter tails of sound are padding, in ms: a block of AAC at 48 kHz lasts 21 ms, one of MP3 at 32 kHz 36 ms. */
const shortestTailMs = 40
