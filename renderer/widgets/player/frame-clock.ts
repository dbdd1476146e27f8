import type { Rational, Scene } from '../../../electron/contract/index.ts'

/** Which frame is on show when, for stepping and for reading times as frames. Times in ms from the film's start. */
export interface FrameClock {
  /** Frames of the film; 0 while unknown. */
  readonly frameCount: number
  readonly frameAt: (timeMs: number) => number
  readonly startOf: (frame: number) => number
  /** The safest time to seek to: halfway through the frame. */
  readonly middleOf: (frame: number) => number
  /**
   * What a time snaps to: the start of its frame and the safest time to seek to for it. A time outside of the frames (before the
   * first, while the last one is held) stays itself; so does any while frame numbers are estimates.
   */
  readonly snap: (timeMs: number) => { readonly timeMs: number; readonly seekMs: number }
  /**
   * The exact start of the scene whose stored start is this time; any other time stays itself. Starts are stored and linked to in whole
   * milliseconds, in which a film of more than 500 frames a second shows several frames.
   */
  readonly exactStartOf: (storedMs: number) => number
  /** Length of the frames around a time. */
  readonly intervalAt: (timeMs: number) => number
  /** Whether frame numbers between the known boundaries are exact; with a variable rate they are estimates. */
  readonly exact: boolean
}

/** What is known of a film's frames; scenes give exact pairs of frame number and time. */
export interface FrameClockInput {
  readonly frameRate: Rational | null
  readonly variableFrameRate: boolean
  readonly frameCount: number
  readonly durationMs: number
  readonly scenes: readonly Pick<Scene, 'startFrame' | 'endFrame' | 'startMs' | 'endMs'>[]
}

/** A run of frames of one length, counted from an exact pair of frame number and time. */
interface Anchor {
  readonly frame: number
  readonly timeMs: number
  readonly intervalMs: number
}

const fallbackIntervalMs = 40
/** Stored times are whole milliseconds, so a frame may begin up to one before the time it was given. */
const slackOf = (intervalMs: number): number => Math.min(1, intervalMs / 4)
/** Scenes of films with shorter frames than this begin at no exact time; their first frame is the only anchor. */
const shortestAnchoredMs = 4

const anchorsOf = (input: FrameClockInput): readonly Anchor[] => {
  const { frameRate, scenes } = input
  const nominal = frameRate === null || frameRate.num <= 0 ? null : (1000 * frameRate.den) / frameRate.num
  const anchors = scenes.map((scene): Anchor => {
    const frames = scene.endFrame - scene.startFrame
    const own = frames > 0 ? (scene.endMs - scene.startMs) / frames : 0
    const estimated = input.variableFrameRate || nominal === null
    return {
      frame: scene.startFrame,
      timeMs: scene.startMs,
      intervalMs: estimated && own > 0 ? own : (nominal ?? fallbackIntervalMs),
    }
  })
  const first = anchors[0]
  if (nominal !== null && nominal < shortestAnchoredMs && !input.variableFrameRate) return anchors.slice(0, 1)
  if (first === undefined) return [{ frame: 0, timeMs: 0, intervalMs: nominal ?? fallbackIntervalMs }]
  return anchors
}

const startOfScene = ({ startMs, startFrame }: FrameClockInput['scenes'][number]): readonly [number, number] => [
  startMs,
  startFrame,
]

/** Makes the clock of a film. Scenes must be in order of time. */
export const createFrameClock = (input: FrameClockInput): FrameClock => {
  const anchors = anchorsOf(input)
  const last = input.frameCount > 0 ? input.frameCount - 1 : Number.MAX_SAFE_INTEGER
  const find = (isAfter: (anchor: Anchor) => boolean): Anchor => {
    let low = 0
    let high = anchors.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      const anchor = anchors[middle]
      if (anchor === undefined || isAfter(anchor)) high = middle - 1
      else low = middle
    }
    return anchors[low] ?? { frame: 0, timeMs: 0, intervalMs: fallbackIntervalMs }
  }
  const anchorAt = (timeMs: number): Anchor => find((anchor) => anchor.timeMs > timeMs + slackOf(anchor.intervalMs))
  const clamp = (frame: number): number => Math.max(0, Math.min(last, Math.trunc(frame)))
  const timeIn = (frame: number, share: number): number => {
    const whole = clamp(frame)
    const anchor = find((candidate) => candidate.frame > whole)
    return anchor.timeMs + (whole - anchor.frame + share) * anchor.intervalMs
  }
  const exact = !input.variableFrameRate && input.frameRate !== null
  const frameAt = (timeMs: number): number => {
    const anchor = anchorAt(timeMs)
    const since = timeMs - anchor.timeMs + slackOf(anchor.intervalMs)
    return clamp(anchor.frame + Math.max(0, Math.floor(since / anchor.intervalMs)))
  }
  const snap = (timeMs: number): { readonly timeMs: number; readonly seekMs: number } => {
    if (!exact) return { timeMs, seekMs: timeMs + 0.5 }
    const frame = frameAt(timeMs)
    const startMs = timeIn(frame, 0)
    const slackMs = slackOf(anchorAt(timeMs).intervalMs)
    const isOnShow = timeMs >= startMs - slackMs && timeMs < timeIn(frame, 1)
    return isOnShow ? { timeMs: startMs, seekMs: timeIn(frame, 0.5) } : { timeMs, seekMs: timeMs }
  }
  const framesOfStarts = new Map(anchors.length < input.scenes.length ? input.scenes.map(startOfScene) : [])
  const exactStartOf = (storedMs: number): number => {
    const frame = exact ? framesOfStarts.get(storedMs) : undefined
    return frame === undefined ? storedMs : timeIn(frame, 0)
  }
  return {
    frameCount: input.frameCount,
    frameAt,
    exactStartOf,
    startOf: (frame) => timeIn(frame, 0),
    middleOf: (frame) => timeIn(frame, 0.5),
    snap,
    intervalAt: (timeMs) => anchorAt(timeMs).intervalMs,
    exact,
  }
}
