import { describe, expect, it } from 'vitest'
import type { Waveform } from '../../../electron/contract/index.ts'
import { extremesAt, levelText, spanOfTile, tilePoints, tilesInView, wholeTile } from './waveform-tiles.ts'

const hourMs = 3_600_000

describe('tiles of a waveform', () => {
  it('hold a whole film in one, however long it is', () => {
    for (const durationMs of [40, 51_200, 51_201, 3 * hourMs, 24 * hourMs]) {
      const { startMs, endMs } = spanOfTile(wholeTile(durationMs))
      expect(startMs).toBe(0)
      expect(endMs).toBeGreaterThanOrEqual(durationMs)
      expect(endMs / 2 < durationMs || wholeTile(durationMs).level === 0).toBe(true)
    }
  })

  it('have points of a pixel to two, cover what is on show, and stay few at every zoom', () => {
    const durationMs = 3 * hourMs
    for (const widthPx of [300, 1280, 2560]) {
      for (let pxPerMs = widthPx / durationMs; pxPerMs < 4; pxPerMs *= 1.3) {
        for (const startMs of [0, hourMs, durationMs - widthPx / pxPerMs]) {
          const tiles = tilesInView({ startMs, pxPerMs }, widthPx, durationMs)
          const [first, last] = [tiles[0], tiles.at(-1)]
          if (first === undefined || last === undefined) throw new Error('nothing is shown')
          expect(spanOfTile(first).startMs).toBeLessThanOrEqual(Math.max(0, startMs))
          expect(spanOfTile(last).endMs).toBeGreaterThanOrEqual(Math.min(durationMs, startMs + widthPx / pxPerMs) - 1)
          expect(tiles.length).toBeLessThanOrEqual(widthPx / tilePoints + 3)
          const pointPx = 50 * 2 ** first.level * pxPerMs
          if (first.level > 0 && first.level < wholeTile(durationMs).level) {
            expect(pointPx).toBeGreaterThanOrEqual(1)
            expect(pointPx).toBeLessThan(2)
          }
        }
      }
    }
  })
})

describe('what is drawn at a time', () => {
  const coarse: Waveform = { startMs: 0, pointMs: 200, lowest: [-9, -80], highest: [9, 64] }
  const fine: Waveform = { startMs: 200, pointMs: 50, lowest: [-1, -2], highest: [1, 2] }

  it('comes from the finest part that knows it', () => {
    expect(extremesAt([coarse, fine], 210, 220)).toEqual({ lowest: -1, highest: 1 })
    expect(extremesAt([fine, coarse], 210, 290)).toEqual({ lowest: -2, highest: 2 })
    expect(extremesAt([fine, coarse], 310, 320)).toEqual({ lowest: -80, highest: 64 })
    expect(extremesAt([coarse], 0, 400)).toEqual({ lowest: -80, highest: 64 })
    expect(extremesAt([coarse], 400, 410)).toBeNull()
  })

  it('is told in decibels below full scale', () => {
    expect(levelText([coarse], 250)).toBe('Peak −4 dB')
    expect(levelText([{ ...coarse, lowest: [0], highest: [0] }], 10)).toBe('Silence')
    expect(levelText([], 10)).toBe('')
  })
})
