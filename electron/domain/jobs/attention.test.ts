import { describe, expect, it } from 'vitest'
import { attentionLastsMs, attentionOf, holdLeftMs, isOldestsTurn, longestHoldMs, nextHold } from './attention.ts'

describe('what people look at', () => {
  it('comes in the order of the screen, what is opened before it, each video once', () => {
    const window = { visible: ['c', 'a', 'b'], open: 'a', atMs: 0 }
    expect(attentionOf([window], 10)).toEqual({ opened: ['a'], first: ['a', 'c', 'b'] })
  })

  it('is that of all windows, the one that spoke last first; old ones are forgotten', () => {
    const older = { visible: ['a', 'b'], open: 'x', atMs: 0 }
    const newer = { visible: ['b', 'c'], open: 'y', atMs: 1_000 }
    expect(attentionOf([older, newer], 2_000)).toEqual({ opened: ['y', 'x'], first: ['y', 'x', 'b', 'c', 'a'] })
    expect(attentionOf([older, newer], attentionLastsMs).first).toEqual(['y', 'b', 'c'])
    expect(attentionOf([older, newer], 1_000 + attentionLastsMs)).toEqual({ opened: [], first: [] })
  })

  it('is no more than a screen can hold', () => {
    const visible = Array.from({ length: 2_000 }, (_, index) => `v${index}`)
    expect(attentionOf([{ visible, open: null, atMs: 0 }], 0).first).toHaveLength(500)
  })
})

it('gives the oldest job every fourth turn', () => {
  expect(Array.from({ length: 9 }, (_, started) => isOldestsTurn(started))).toEqual([
    false,
    false,
    false,
    true,
    false,
    false,
    false,
    true,
    false,
  ])
})

it('holds long work while short work is left, but for a minute at most until that was done once', () => {
  const begun = nextHold(null, true, 5_000)
  expect(holdLeftMs(begun, 5_000)).toBe(longestHoldMs)
  const later = nextHold(begun, true, 5_000 + longestHoldMs)
  expect(holdLeftMs(later, 5_000 + longestHoldMs)).toBe(0)
  expect(nextHold(later, false, 70_000)).toBeNull()
  expect(holdLeftMs(null, 70_000)).toBe(0)
  expect(holdLeftMs(nextHold(null, true, 80_000), 80_000)).toBe(longestHoldMs)
})
