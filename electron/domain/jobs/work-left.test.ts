import { describe, expect, it } from 'vitest'
import { advanceWorkMeter, type StageTally, startWorkMeter, workAmount } from './work-left.ts'

const tally = (stage: StageTally['stage'], given: Partial<StageTally> = {}): StageTally => ({
  stage,
  leftJobs: 0,
  leftMs: 0,
  leftUnknown: 0,
  ranMs: 0,
  doneJobs: 0,
  doneMs: 0,
  skippedJobs: 0,
  ...given,
})
const amountOf = (...stages: readonly StageTally[]) => workAmount({ videosLeft: 1, videosDone: 1, stages })

describe('work that is left', () => {
  it('is as long as the films, by the weight of the stage, less what has run', () => {
    const whole = amountOf(tally('analyse', { leftJobs: 2, leftMs: 20_000 })).left
    expect(amountOf(tally('analyse', { leftJobs: 2, leftMs: 20_000, ranMs: 5000 })).left).toBeCloseTo(whole * 0.75)
    expect(amountOf(tally('captions', { leftJobs: 2, leftMs: 20_000 })).left).toBeLessThan(whole / 5)
  })

  it('takes a film of unknown length for an average one', () => {
    const known = amountOf(tally('analyse', { leftJobs: 3, leftMs: 30_000 })).left
    expect(amountOf(tally('analyse', { leftJobs: 3, leftMs: 20_000, leftUnknown: 1 })).left).toBeCloseTo(known)
    expect(amountOf(tally('analyse', { leftJobs: 3, leftUnknown: 3 })).left).toBe(0)
  })

  it('leaves out stages that are skipped everywhere', () => {
    expect(amountOf(tally('embed-visual', { leftJobs: 9, leftMs: 90_000, skippedJobs: 4 })).left).toBe(0)
  })
})

describe('time left', () => {
  const run = (perSecond: number, seconds: number) => {
    let meter = startWorkMeter(0)
    const told: (number | null)[] = []
    for (let second = 1; second <= seconds; second += 1) {
      const done = perSecond * second
      meter = advanceWorkMeter(meter, { done, left: 100_000 - done }, second * 1000)
      told.push(meter.leftMs)
    }
    return told
  }

  it('is not told before it is known, then from what was measured', () => {
    const told = run(500, 40)
    expect(told.slice(0, 7)).toEqual(Array.from({ length: 7 }, () => null))
    expect(told[7]).toBe(192_000)
    expect(told[39]).toBe(160_000)
  })

  it('follows a change of speed without jumping', () => {
    let meter = startWorkMeter(0)
    let done = 0
    let before = Number.NaN
    for (let second = 1; second <= 120; second += 1) {
      done += second < 60 ? 500 : 250
      meter = advanceWorkMeter(meter, { done, left: 100_000 }, second * 1000)
      if (meter.leftMs === null) continue
      if (!Number.isNaN(before)) expect(Math.abs(meter.leftMs - before)).toBeLessThan(before * 0.1)
      before = meter.leftMs
    }
    expect(meter.leftMs).toBeGreaterThan(320_000)
    expect(meter.leftMs).toBeLessThan(401_000)
  })

  it('is not told once so little goes on that it would be years', () => {
    let meter = startWorkMeter(0)
    const told: (number | null)[] = []
    for (let second = 1; second <= 3600; second += 1) {
      meter = advanceWorkMeter(meter, { done: Math.min(second, 10) * 500, left: 1e9 }, second * 1000)
      told.push(meter.leftMs)
    }
    expect(told[9]).toBeGreaterThan(0)
    expect(told.at(-1)).toBeNull()
    expect(told.every((leftMs) => leftMs === null || leftMs < 31 * 86_400_000)).toBe(true)
  })

  it('says nothing where nothing gets done', () => {
    expect(run(0, 60).every((leftMs) => leftMs === null)).toBe(true)
  })
})
