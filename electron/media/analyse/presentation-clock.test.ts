import { describe, expect, it } from 'vitest'
import { createPresentationClock } from './presentation-clock.ts'

const clockOf = (durationMs = 10_000) =>
  createPresentationClock({ timeBase: { num: 1, den: 1000 }, frameRate: { num: 25, den: 1 }, durationMs })
const timesOf = (pts: readonly (number | null)[], durationMs?: number): readonly number[] => {
  const clock = clockOf(durationMs)
  return pts.map((value) => clock.next(value).timeMs)
}

describe('frame clock', () => {
  it('keeps varying distances as they are', () => {
    expect(timesOf([0, 40, 120, 130, 5000])).toEqual([0, 40, 120, 130, 5000])
  })
  it('keeps a late start, as that of a picture after sound alone', () => {
    expect(timesOf([2000, 2040])).toEqual([2000, 2040])
  })
  it('continues at the nominal rate without timestamps', () => {
    expect(timesOf([null, null, null])).toEqual([0, 40, 80])
    expect(timesOf([0, null, null, 120])).toEqual([0, 40, 80, 120])
  })
  it('does not drift when it extrapolates a fractional rate', () => {
    const clock = createPresentationClock({
      timeBase: { num: 1, den: 90_000 },
      frameRate: { num: 30_000, den: 1001 },
      durationMs: 0,
    })
    let last = 0
    for (let frame = 0; frame < 3000; frame++) last = clock.next(null).timeMs
    expect(Math.abs(last - (2999 * 1001) / 30)).toBeLessThan(2)
  })
  it('moves a glitch after the frame before it and comes back', () => {
    expect(timesOf([0, 40, 20, 120])).toEqual([0, 40, 41, 120])
  })
  it('goes on at the nominal rate when timestamps stand still', () => {
    expect(timesOf([0, 0, 0, 0])).toEqual([0, 40, 80, 120])
  })
  it('shifts what follows a step back or a leap past the claimed end', () => {
    expect(timesOf([5000, 5040, 0, 40, 80])).toEqual([5000, 5040, 5080, 5120, 5160])
    expect(timesOf([0, 40, 4_294_967_000, 4_294_967_040])).toEqual([0, 40, 80, 120])
  })
  it('accepts a long still picture that the claimed length allows', () => {
    expect(timesOf([0, 600_000], 700_000)).toEqual([0, 600_000])
  })
  it('keeps times apart and true above 1000 frames a second', () => {
    const clock = createPresentationClock({
      timeBase: { num: 1, den: 4000 },
      frameRate: { num: 4000, den: 1 },
      durationMs: 0,
    })
    const times = Array.from({ length: 50 }, (_, frame) => clock.next(frame).timeMs)
    expect(times).toEqual(Array.from({ length: 50 }, (_, frame) => frame / 4))
  })
  it('takes the time base of the filter when that is another', () => {
    const clock = clockOf()
    clock.setTimeBase({ num: 1, den: 12_288 })
    clock.next(0)
    expect(clock.next(512)).toEqual({ timeMs: 41.667, pts: 512 })
  })
})
