import { detectorColumnCount, detectorColumnStarts, type FrameFeatures, shareCode } from '../cuts/features.ts'

/** A frame in which text is looked for. */
export interface TextFrame {
  readonly frameNumber: number
  /** Film time. */
  readonly timeMs: number
}

/** How frames are chosen; times in ms. */
export const textFrameRules = {
  /** While the picture changes, a frame so often: subtitles are shown for a second at the least. */
  everyMs: 1000,
  /** While nothing changes, a frame so often all the same: a slow change adds up. */
  atMostMs: 15_000,
  /** Share of 16 × 8 pixel blocks that have changed since the last frame, summed up, from which another look is worth while. */
  leastChange: 0.002,
  /** A jump of this many blocks at once, in a picture that is still before and after, is a new slide, title or line of text. */
  jump: 0.004,
  /** A picture counts as still when no more than this changes from frame to frame. */
  still: 0.001,
  /** Frames before and behind a jump that have to be still. */
  stillFrames: 3,
  /** Two frames are never closer than this. */
  leastGapMs: 250,
  /** Deviation of luma below which a picture is blank. */
  blank: 2,
} as const

/** Share of blocks that changed from the frame before, 0…1. */
const changeAt = ({ detectorColumns }: FrameFeatures, frame: number): number =>
  shareCode.values[detectorColumns[frame * detectorColumnCount + detectorColumnStarts.fineShare] ?? 0] ?? 0

const isStillAround = (features: FrameFeatures, frame: number): boolean => {
  const { still, stillFrames } = textFrameRules
  for (let offset = 1; offset <= stillFrames; offset++) {
    if (frame - offset > 0 && changeAt(features, frame - offset) > still) return false
    if (frame + offset < features.frameCount && changeAt(features, frame + offset) > still) return false
  }
  return true
}

/**
 * The frames of a film in which text is looked for, chosen by its kept features alone: one a second while the picture
 * changes, the first one after each jump of an otherwise still picture (a slide, a title that appears), the last one before a
 * large change, and hardly any while nothing moves. Blank frames are left out. Ascending; the same features give the same frames.
 */
export const textFrames = (features: FrameFeatures): readonly TextFrame[] => {
  const { frameCount, timesMs, lumaDeviation } = features
  const { everyMs, atMostMs, leastChange, jump, leastGapMs, blank } = textFrameRules
  const chosen: TextFrame[] = []
  let lastMs = Number.NEGATIVE_INFINITY
  let changed = Number.POSITIVE_INFINITY
  const take = (frame: number): void => {
    const timeMs = timesMs[frame] ?? 0
    lastMs = timeMs
    changed = 0
    if ((lumaDeviation[frame] ?? 0) >= blank) chosen.push({ frameNumber: frame, timeMs })
  }
  for (let frame = 0; frame < frameCount; frame++) {
    const change = frame === 0 ? 0 : changeAt(features, frame)
    const sinceMs = (timesMs[frame] ?? 0) - lastMs
    // What was there until now is gone with this frame.
    const beforeMs = (timesMs[frame - 1] ?? 0) - lastMs
    if (change >= cutShare && changed >= leastChange && beforeMs >= leastGapMs) take(frame - 1)
    changed += change
    const jumps = change >= jump && isStillAround(features, frame)
    if (
      changed === Number.POSITIVE_INFINITY ||
      (jumps && sinceMs >= leastGapMs) ||
      (changed >= leastChange && sinceMs >= everyMs) ||
      sinceMs >= atMostMs
    ) {
      take(frame)
    }
  }
  return chosen
}

/** Share of blocks from which a change is a cut, or as good as one. */
const cutShare = 0.6

/**
 * When between two frames the picture changed most, in ms: where a text that only one of them shows has come or gone. The middle
 * between them where nothing stands out.
 */
export const changeBetween = (features: FrameFeatures, before: TextFrame, after: TextFrame): number => {
  let most = 0
  let sum = 0
  let at = after.frameNumber
  for (let frame = before.frameNumber + 1; frame <= after.frameNumber; frame++) {
    const change = changeAt(features, frame)
    sum += change
    if (change <= most) continue
    most = change
    at = frame
  }
  const count = Math.max(1, after.frameNumber - before.frameNumber)
  const standsOut = most > 0 && most >= (2 * sum) / count
  const timeMs = standsOut ? features.timesMs[at] : undefined
  return Math.round(timeMs ?? (before.timeMs + after.timeMs) / 2)
}
