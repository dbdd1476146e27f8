import { describe, expect, it } from 'vitest'
import type { GrowingFilmstrip } from '../../domain/ports/index.ts'
import { createFilmstripComposer } from './filmstrip.ts'
import { createGrowingStrip, isStripDue } from './growing-strip.ts'

describe('when a strip is written', () => {
  it('waits for a second, and until it has grown by a quarter', () => {
    expect(isStripDue({ coveredMs: 60_000, beforeMs: 0, sinceMs: 900 })).toBe(false)
    expect(isStripDue({ coveredMs: 60_000, beforeMs: 0, sinceMs: 1000 })).toBe(true)
    expect(isStripDue({ coveredMs: 62_000, beforeMs: 60_000, sinceMs: 9000 })).toBe(false)
    expect(isStripDue({ coveredMs: 76_000, beforeMs: 60_000, sinceMs: 1000 })).toBe(true)
  })
})

const strip = (claimedDurationMs: number, fail = false) => {
  let now = 0
  const told: GrowingFilmstrip[] = []
  const sizes: { width: number; height: number }[] = []
  const composer = createFilmstripComposer({
    frame: { width: 320, height: 180 },
    claimedDurationMs,
    onSheet: async () => {},
  })
  const growing = createGrowingStrip({
    filmstrip: composer,
    writer: {
      sheetsWritten: async () => {},
      growing: async ({ size }) => {
        if (fail) throw new Error('disk full')
        sizes.push({ ...size })
        return `part-${sizes.length}`
      },
    },
    onGrown: (strip) => told.push(strip),
    now: () => now,
  })
  return {
    told,
    sizes,
    growing,
    filmUntil: async (untilMs: number) => {
      await composer.show(untilMs, (target) => target.fill(100))
      now += 1000
      growing.look()
      await new Promise((resolve) => setTimeout(resolve, 0))
    },
  }
}

describe('a strip that grows', () => {
  it('is one sheet while the interval may change, then whole sheets and a last one', async () => {
    const { told, sizes, growing, filmUntil } = strip(600_000)
    await filmUntil(3000)
    expect(told.at(-1)).toMatchObject({ layout: { count: 12, intervalMs: 250, columns: 10, rows: 2, sheets: 1 } })
    expect(sizes.at(-1)).toEqual({ width: 1600, height: 180 })
    await filmUntil(130_000)
    expect(told.at(-1)).toMatchObject({ layout: { count: 130, intervalMs: 1000, columns: 10, rows: 10, sheets: 2 } })
    expect(told.at(-1)?.files).toEqual([expect.stringContaining('filmstrip-0.jpg'), 'part-2'])
    await filmUntil(300_000)
    expect(told.at(-1)?.layout).toMatchObject({ count: 300, sheets: 3 })
    expect(told.at(-1)?.files).toHaveLength(3)
    await growing.end()
    await filmUntil(600_000)
    expect(told).toHaveLength(3)
  })

  it('is only missed where it cannot be written', async () => {
    const { told, growing, filmUntil } = strip(600_000, true)
    await filmUntil(3000)
    await growing.end()
    expect(told).toEqual([])
  })
})
