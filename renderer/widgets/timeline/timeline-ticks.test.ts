import { describe, expect, it } from 'vitest'
import { laneAt, lanesOf } from './timeline-lanes.ts'
import { ticksOf } from './timeline-ticks.ts'

const labelsOf = (ticks: ReturnType<typeof ticksOf>) => ticks.flatMap((tick) => tick.label ?? [])

describe('ruler', () => {
  it('labels whole seconds when seconds are wide', () => {
    const labels = labelsOf(ticksOf({ startMs: 0, pxPerMs: 0.12 }, 600, 60_000, { num: 24, den: 1 }))
    expect(labels.slice(0, 3)).toEqual(['00:00:00:00', '00:00:01:00', '00:00:02:00'])
  })

  it('labels single frames at the deepest zoom', () => {
    const labels = labelsOf(ticksOf({ startMs: 1000, pxPerMs: 3 }, 600, 60_000, { num: 25, den: 1 }))
    expect(labels).toContain('00:00:01:00')
    expect(labels).toContain('00:00:01:01')
  })

  it('stands on whole labels at 29.97, where a second of timecode is 30 frames', () => {
    const ticks = ticksOf({ startMs: 0, pxPerMs: 0.011 }, 1000, 90_000, { num: 30_000, den: 1001 })
    expect(labelsOf(ticks).slice(0, 2)).toEqual(['00:00:00:00', '00:00:10:00'])
    expect(ticks.find((tick) => tick.label === '00:00:10:00')?.timeMs).toBeCloseTo(10_010)
  })

  it('keeps labels apart at every zoom', () => {
    for (let scale = 0.0001; scale < 3; scale *= 1.7) {
      const labelled = ticksOf({ startMs: 0, pxPerMs: scale }, 1200, 7_200_000, { num: 24_000, den: 1001 }).filter(
        (tick) => tick.label !== null,
      )
      for (const [index, tick] of labelled.entries()) {
        const next = labelled[index + 1]
        if (next !== undefined) expect((next.timeMs - tick.timeMs) * scale).toBeGreaterThanOrEqual(104)
      }
      expect(labelled.length).toBeGreaterThan(0)
    }
  })

  it('stands on whole seconds at rates that no timecode counts', () => {
    const labels = labelsOf(ticksOf({ startMs: 0, pxPerMs: 0.03 }, 1000, 27_000, { num: 49_575, den: 2072 }))
    expect(labels).toEqual(['00:00:00:00', '00:00:05:00', '00:00:10:00', '00:00:15:00', '00:00:20:00', '00:00:25:00'])
  })

  it('ends with the film', () => {
    const ticks = ticksOf({ startMs: 0, pxPerMs: 0.1 }, 1000, 2500, { num: 25, den: 1 })
    expect(Math.max(...ticks.map((tick) => tick.timeMs))).toBeLessThanOrEqual(2500)
  })

  it('uses the clock while the rate is unknown', () => {
    expect(labelsOf(ticksOf({ startMs: 0, pxPerMs: 0.12 }, 300, 10_000, null))[1]).toBe('00:00:01.000')
  })
})

describe('lanes', () => {
  it('give the rest of the height to scenes and no room to lanes without content', () => {
    const lanes = lanesOf({ heightPx: 150, hasChapters: false, hasHeat: false, hasCaptions: true, hasWaveform: false })
    expect(lanes.map((lane) => lane.name)).toEqual(['ruler', 'scenes', 'captions'])
    const last = lanes.at(-1)
    expect((last?.topPx ?? 0) + (last?.heightPx ?? 0)).toBeLessThanOrEqual(150)
  })

  it('are found by height', () => {
    const lanes = lanesOf({ heightPx: 150, hasChapters: true, hasHeat: false, hasCaptions: true, hasWaveform: false })
    expect(laneAt(lanes, 3)).toBe('ruler')
    expect(laneAt(lanes, 30)).toBe('chapters')
    expect(laneAt(lanes, 80)).toBe('scenes')
    expect(laneAt(lanes, 145)).toBe('captions')
    expect(laneAt(lanes, 500)).toBeNull()
  })
})
