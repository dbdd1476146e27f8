import { describe, expect, it } from 'vitest'

import { dependentsOf, stageOrderFault } from './dependents.ts'
import { advanceMeter, startMeter } from './progress-meter.ts'
import { isRetryableFailure, judgeAttempt, maxAttempts, retryDelayMs } from './retry-policy.ts'
import { decodeSlotCount, wallClockLimitMs } from './wall-clock.ts'

const failure = (code: string) => ({ code, message: code, remedy: 'Retry.' })

describe('retry policy', () => {
  it('retries what may pass by itself and never what says something about the file', () => {
    for (const code of ['io_error', 'ffmpeg_killed', 'out_of_memory'])
      expect(isRetryableFailure(failure(code)), code).toBe(true)
    for (const code of ['not_media', 'no_video_stream', 'truncated', 'timed_out', 'file_not_found', 'internal']) {
      expect(isRetryableFailure(failure(code)), code).toBe(false)
    }
  })
  it('gives up at the third attempt', () => {
    expect(judgeAttempt(failure('io_error'), maxAttempts - 1, 0).kind).toBe('again')
    expect(judgeAttempt(failure('io_error'), maxAttempts, 0).kind).toBe('final')
  })
  it('waits longer each time, between half and the whole of the step', () => {
    expect([retryDelayMs(1, 0), retryDelayMs(1, 0.999)]).toEqual([2500, 4998])
    expect([retryDelayMs(2, 0), retryDelayMs(9, 0.999) <= 120_000]).toEqual([10_000, true])
  })
})

describe('progress meter', () => {
  it('reads speed and time left of steady work', () => {
    let meter = startMeter(0)
    for (let second = 1; second <= 10; second += 1) {
      meter = advanceMeter(meter, { nowMs: second * 1000, fraction: second / 100, positionMs: second * 8000 })
    }
    expect(meter.speed).toBeCloseTo(8, 6)
    expect(meter.etaMs).toBe(90_000)
  })
  it('never goes back and survives nonsense', () => {
    let meter = advanceMeter(startMeter(0), { nowMs: 1000, fraction: 0.5, positionMs: 1000 })
    meter = advanceMeter(meter, { nowMs: 2000, fraction: 0.2, positionMs: 500 })
    expect(meter.fraction).toBe(0.5)
    expect(advanceMeter(meter, { nowMs: 3000, fraction: Number.NaN, positionMs: 500 }).fraction).toBe(0.5)
    expect(advanceMeter(meter, { nowMs: 3000, fraction: 7, positionMs: 500 }).fraction).toBe(1)
  })
  it('loses nothing of samples that come too close together', () => {
    let meter = startMeter(0)
    for (let at = 50; at <= 2000; at += 50) {
      meter = advanceMeter(meter, { nowMs: at, fraction: at / 4000, positionMs: at * 2 })
    }
    expect(meter.speed).toBeCloseTo(2, 6)
    expect(meter.etaMs).toBe(2000)
  })
})

describe('limits and order', () => {
  it('scales the wall clock with the length of the video', () => {
    const limits = { wallClockFactor: 30, minWallClockMs: 600_000, noProgressMs: 1, maxPixels: 1, maxStreams: 1 }
    expect(wallClockLimitMs(limits, 1000)).toBe(600_000)
    expect(wallClockLimitMs(limits, 3_600_000)).toBe(108_000_000)
  })
  it('gives half the cores to decoding, at least one slot', () => {
    expect([decodeSlotCount(null, 1), decodeSlotCount(null, 9), decodeSlotCount(3, 2)]).toEqual([1, 4, 3])
  })
  it('finds what depends on a stage, through others too', () => {
    const stages = [
      { id: 'a', dependsOn: [] },
      { id: 'b', dependsOn: ['a'] },
      { id: 'c', dependsOn: ['b'] },
      { id: 'd', dependsOn: [] },
    ]
    expect(dependentsOf(stages, 'a').map((stage) => stage.id)).toEqual(['b', 'c'])
    expect(stageOrderFault(stages)).toBeNull()
    expect(stageOrderFault([{ id: 'a', dependsOn: ['b'] }])).toContain('unknown')
    expect(
      stageOrderFault([
        { id: 'a', dependsOn: ['b'] },
        { id: 'b', dependsOn: ['a'] },
      ]),
    ).toContain('circle')
  })
})
