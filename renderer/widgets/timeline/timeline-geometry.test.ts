import { describe, expect, it } from 'vitest'
import {
  boundView,
  centreOn,
  fitScale,
  fitView,
  followPlayhead,
  isFit,
  maxScale,
  panBy,
  scaleOfShare,
  sceneBlocks,
  spanOf,
  thumbnailSlots,
  timeAt,
  visibleRange,
  xOf,
  zoomAt,
  zoomShare,
} from './timeline-geometry.ts'

const bounds = { widthPx: 1000, durationMs: 100_000, frameMs: 40 }

describe('zooming', () => {
  it('fits the whole film to the width', () => {
    const view = fitView(bounds)
    expect(xOf(view, 0)).toBe(0)
    expect(xOf(view, bounds.durationMs)).toBeCloseTo(bounds.widthPx)
    expect(isFit(view, bounds)).toBe(true)
  })

  it('keeps the time under the pointer where it is, in and out', () => {
    const start = zoomAt(fitView(bounds), bounds, 500, 8)
    for (const factor of [1.3, 4, 0.5]) {
      const before = timeAt(start, 620)
      expect(timeAt(zoomAt(start, bounds, 620, factor), 620)).toBeCloseTo(before, 6)
    }
  })

  it('stops at single frames and at the whole film', () => {
    const inside = zoomAt(fitView(bounds), bounds, 200, 1e9)
    expect(inside.pxPerMs).toBe(maxScale(bounds))
    expect(inside.pxPerMs * bounds.frameMs).toBeGreaterThan(60)
    expect(zoomAt(inside, bounds, 200, 1e-9)).toEqual(fitView(bounds))
  })

  it('never shows time before the start or after the end', () => {
    const view = zoomAt(fitView(bounds), bounds, 0, 10)
    expect(panBy(view, bounds, -5000).startMs).toBe(0)
    const right = panBy(view, bounds, 1e9)
    expect(right.startMs + spanOf(right, bounds.widthPx)).toBeCloseTo(bounds.durationMs)
    expect(boundView({ startMs: 90_000, pxPerMs: 1e-6 }, bounds)).toEqual(fitView(bounds))
  })

  it('has one scale for a film of one frame', () => {
    const single = { widthPx: 1000, durationMs: 40, frameMs: 40 }
    expect(maxScale(single)).toBe(fitScale(single))
    expect(zoomShare(fitView(single), single)).toBe(0)
  })

  it('puts the slider and the scale in line', () => {
    for (const share of [0, 0.25, 0.5, 1]) {
      expect(zoomShare({ startMs: 0, pxPerMs: scaleOfShare(share, bounds) }, bounds)).toBeCloseTo(share)
    }
  })
})

describe('following the playhead', () => {
  const view = { startMs: 20_000, pxPerMs: 0.1 }

  it('stands while the playhead is on show', () => {
    expect(followPlayhead(view, bounds, 25_000, 25_040)).toBe(view)
  })

  it('turns the page when the playhead runs out at the right', () => {
    const next = followPlayhead(view, bounds, 29_990, 30_030)
    expect(xOf(next, 30_030)).toBeCloseTo(80)
  })

  it('turns back when the film runs backwards', () => {
    const next = followPlayhead(view, bounds, 20_005, 19_960)
    expect(xOf(next, 19_960)).toBeCloseTo(920)
  })

  it('leaves a person alone who panned away, but follows a jump', () => {
    expect(followPlayhead(view, bounds, 60_000, 60_040)).toBe(view)
    expect(xOf(followPlayhead(view, bounds, 60_000, 80_000), 80_000)).toBeCloseTo(500)
  })

  it('centres as far as the film goes', () => {
    expect(centreOn(view, bounds, 1000).startMs).toBe(0)
  })
})

describe('what is on show', () => {
  const scenes = Array.from({ length: 5000 }, (_, index) => ({ startMs: index * 1000, endMs: (index + 1) * 1000 }))

  it('finds the items that touch a span', () => {
    expect(visibleRange(scenes, 1500, 3500)).toEqual([1, 3])
    expect(visibleRange(scenes, 2000, 3000)).toEqual([2, 2])
    const [first, last] = visibleRange(scenes, 6_000_000, 7_000_000)
    expect(last).toBeLessThan(first)
  })

  it('joins narrow scenes, so that the work is bound by the width', () => {
    const film = { widthPx: 1000, durationMs: 5_000_000, frameMs: 40 }
    const blocks = sceneBlocks(scenes, fitView(film), film.widthPx, 20)
    expect(blocks).toHaveLength(1)
    expect(blocks[0]).toMatchObject({ first: 0, last: 4999, startMs: 0, endMs: 5_000_000 })
  })

  it('gives every wide scene its own block', () => {
    const blocks = sceneBlocks(scenes, { startMs: 500, pxPerMs: 0.1 }, 300, 20)
    expect(blocks.map(({ first, last }) => [first, last])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ])
    expect(blocks[1]).toMatchObject({ x0: 50, x1: 150 })
  })

  it('does not join narrow scenes across a wide one', () => {
    const mixed = [
      { startMs: 0, endMs: 10 },
      { startMs: 10, endMs: 20 },
      { startMs: 20, endMs: 900 },
      { startMs: 900, endMs: 905 },
      { startMs: 905, endMs: 910 },
    ]
    const blocks = sceneBlocks(mixed, { startMs: 0, pxPerMs: 1 }, 1000, 20)
    expect(blocks.map(({ first, last }) => [first, last])).toEqual([
      [0, 1],
      [2, 2],
      [3, 4],
    ])
  })
})

describe('pictures of a scene', () => {
  it('fill it side by side, each of its own middle', () => {
    const slots = thumbnailSlots({ x0: 100, x1: 350, startMs: 0, endMs: 2500 }, 100, 1000)
    expect(slots).toEqual([
      { xPx: 100, widthPx: 100, timeMs: 500 },
      { xPx: 200, widthPx: 100, timeMs: 1500 },
      { xPx: 300, widthPx: 50, timeMs: 2250 },
    ])
  })

  it('keep their places when the scene is partly out of the window', () => {
    const slots = thumbnailSlots({ x0: -250, x1: 5000, startMs: 0, endMs: 5250 }, 100, 300)
    expect(slots.map((slot) => slot.xPx)).toEqual([-50, 50, 150, 250])
    expect(slots[0]?.timeMs).toBe(250)
  })

  it('are none outside the window', () => {
    expect(thumbnailSlots({ x0: 1200, x1: 1500, startMs: 0, endMs: 100 }, 100, 1000)).toEqual([])
    expect(thumbnailSlots({ x0: -300, x1: -10, startMs: 0, endMs: 100 }, 100, 1000)).toEqual([])
  })
})
