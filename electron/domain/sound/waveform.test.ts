import { describe, expect, it } from 'vitest'
import { waveformOf } from './waveform.ts'

/** Blocks that grow: block n reaches from −n to n. */
const growing = (blockCount: number) => ({
  blockCount,
  peaks: Int8Array.from({ length: blockCount * 2 }, (_, index) => (index % 2 === 0 ? -1 : 1) * (index >> 1)),
})

describe('the waveform of a part of the sound', () => {
  it('has a point for each block where there is room, at its time', () => {
    expect(waveformOf(growing(20), { startMs: 500, endMs: 700, points: 10 })).toEqual({
      startMs: 500,
      pointMs: 50,
      lowest: [-10, -11, -12, -13],
      highest: [10, 11, 12, 13],
    })
  })

  it('takes the extremes of several blocks, never more points than were asked for, and keeps the last part of one', () => {
    const whole = waveformOf(growing(21), { startMs: 0, points: 10 })
    expect(whole).toMatchObject({ startMs: 0, pointMs: 150, highest: [2, 5, 8, 11, 14, 17, 20] })
    expect(whole.lowest.at(-1)).toBe(-20)
  })

  it('begins with the block that the start lies in, and has nothing after the end', () => {
    expect(waveformOf(growing(4), { startMs: 120, endMs: 9000, points: 8 })).toMatchObject({
      startMs: 100,
      highest: [2, 3],
    })
    expect(waveformOf(growing(4), { startMs: 9000, points: 8 })).toMatchObject({ pointMs: 50, highest: [] })
    expect(waveformOf(growing(0), { startMs: 0, points: 8 })).toMatchObject({ startMs: 0, lowest: [] })
  })

  it('says the same of a stretch in whatever part it is asked for', () => {
    const sound = growing(100)
    const part = waveformOf(sound, { startMs: 1600, endMs: 3200, points: 8 })
    const whole = waveformOf(sound, { startMs: 0, endMs: 4800, points: 24 })
    expect(part.pointMs).toBe(whole.pointMs)
    expect(part.highest).toEqual(whole.highest.slice(8, 16))
  })
})
