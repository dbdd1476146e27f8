import type { Rational } from '../../contract/index.ts'

/** When a frame is shown. */
export interface FrameTime {
  /** In ms from the film's zero, to the microsecond, strictly ascending from frame to frame. */
  readonly timeMs: number
  /** The decoder's timestamp, or what it should have been. */
  readonly pts: number
}

/** Turns decoded timestamps into strictly ascending times. */
export interface PresentationClock {
  readonly setTimeBase: (timeBase: Rational) => void
  readonly next: (pts: number | null) => FrameTime
}

const longestBackstepMs = 1000
const longestLeapMs = 10_000

/**
 * A clock for one video. A missing timestamp continues at the nominal frame rate. One that does not grow is moved after
 * the previous frame. A step back of more than a second, or forward beyond the claimed end, is a discontinuity: all
 * later timestamps are shifted to continue.
 */
export const createPresentationClock = (film: {
  readonly timeBase: Rational
  readonly frameRate: Rational
  /** Claimed length; 0 when unknown. */
  readonly durationMs: number
}): PresentationClock => {
  const frameMs = film.frameRate.num > 0 ? (1000 * film.frameRate.den) / film.frameRate.num : 40
  /** A frame whose time does not grow comes this many ms after the previous one; less than a frame. */
  const leastStepMs = Math.min(1, frameMs / 4)
  let { timeBase } = film
  let shiftMs = 0
  let previousRaw = Number.NaN
  let previous = Number.NaN
  const first = (): boolean => Number.isNaN(previous)
  const exactMs = (pts: number): number => (pts / timeBase.den) * timeBase.num * 1000

  const correct = (raw: number | null): number => {
    if (raw === null) return first() ? 0 : previous + frameMs
    if (first()) return Math.max(0, raw)
    const isStuck = raw === previousRaw
    previousRaw = raw
    const expected = previous + frameMs
    if (isStuck) return expected
    const shifted = raw + shiftMs
    const leaps = shifted > previous + longestLeapMs && film.durationMs > 0 && shifted > film.durationMs + longestLeapMs
    if (leaps || shifted < previous - longestBackstepMs) {
      shiftMs = expected - raw
      return expected
    }
    return shifted
  }

  return {
    setTimeBase: (next) => {
      if (next.num > 0) timeBase = next
    },
    next: (pts) => {
      const raw = pts === null ? null : exactMs(pts)
      const exact = correct(raw)
      if (first() && raw !== null) previousRaw = raw
      // Kept unrounded, so that extrapolating many frames does not drift.
      previous = first() ? exact : Math.max(exact, previous + leastStepMs)
      const timeMs = Math.round(previous * 1000) / 1000
      return { timeMs, pts: pts ?? Math.round((previous / 1000 / timeBase.num) * timeBase.den) }
    },
  }
}
