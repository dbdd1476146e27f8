import { describe, expect, it } from 'vitest'
import { type Bounds, minimumSize, parseWindowState, placeWindow } from './window-state.ts'

const primary: Bounds = { x: 0, y: 25, width: 1920, height: 1055 }
const left: Bounds = { x: -2560, y: 0, width: 2560, height: 1440 }

const liesOn = (inner: Bounds, outer: Bounds): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height

describe('placeWindow', () => {
  it('keeps a place that is still there', () => {
    const kept = { x: -2000, y: 100, width: 1400, height: 900 }
    expect(placeWindow(kept, [primary, left])).toEqual(kept)
  })

  it('opens in the middle of the primary display the first time', () => {
    expect(placeWindow(null, [primary, left])).toEqual({ x: 320, y: 153, width: 1280, height: 800 })
  })

  it('comes back to the primary display when its own is gone', () => {
    const placed = placeWindow({ x: -2000, y: 100, width: 1400, height: 900 }, [primary])
    expect(liesOn(placed, primary)).toBe(true)
    expect(placed.width).toBe(1400)
  })

  it.each<Bounds>([
    { x: 1900, y: 1000, width: 1280, height: 800 },
    { x: -100, y: -100, width: 1280, height: 800 },
    { x: 0, y: 0, width: 99_999, height: 99_999 },
    { x: 5_000_000, y: -5_000_000, width: 1, height: 1 },
  ])('pulls %j wholly onto the display', (kept) => {
    const placed = placeWindow(kept, [primary])
    expect(liesOn(placed, primary)).toBe(true)
    expect(placed.width).toBeGreaterThanOrEqual(minimumSize.width)
  })

  it('fits a display smaller than the smallest window', () => {
    const tiny = { x: 0, y: 0, width: 640, height: 480 }
    expect(placeWindow(null, [tiny])).toEqual(tiny)
  })

  it('has a place even when no display is told', () => {
    expect(placeWindow(null, [])).toEqual({ x: 0, y: 0, width: 1280, height: 800 })
  })
})

describe('parseWindowState', () => {
  it('reads what was kept', () => {
    const state = { bounds: { x: 1, y: 2, width: 900, height: 600 }, maximized: true }
    expect(parseWindowState(JSON.stringify(state))).toEqual(state)
  })

  it.each(['', '{', 'null', '{"bounds":{"x":1}}', '{"bounds":{"x":1,"y":2,"width":-5,"height":3},"maximized":true}'])(
    'takes %j for none',
    (text) => {
      expect(parseWindowState(text)).toBeNull()
    },
  )
})
