import { describe, expect, it } from 'vitest'
import { momentOfHit, spanOfHit } from './hit-moment.ts'

const cue = {
  startMs: 7500,
  endMs: 9000,
  firstWordMs: 7990,
  text: 'Hello',
  matches: [],
  source: 'speech' as const,
  box: null,
  pictureUrl: null,
}
const hit = { startMs: 0, cue, shares: { captions: 0.6, visual: 0.4 } }

describe('where a hit is opened', () => {
  it('is at its words when nothing speaks more for it', () => {
    expect(momentOfHit(hit)).toBe(7990)
    expect(momentOfHit({ ...hit, shares: { captions: 0.5, visual: 0.5 } })).toBe(7990)
    expect(momentOfHit({ ...hit, merged: { scenes: 3, startMs: 0, endMs: 20_000 } })).toBe(7990)
  })

  it('is at the start of its scene, or run of scenes, when something else found it', () => {
    expect(momentOfHit({ ...hit, shares: { captions: 0.3, visual: 0.7 } })).toBe(0)
    expect(momentOfHit({ ...hit, shares: { visual: 1 } })).toBe(0)
    expect(momentOfHit({ ...hit, shares: {} })).toBe(0)
    expect(momentOfHit({ ...hit, cue: null })).toBe(0)
    expect(momentOfHit({ startMs: 5000, cue: null, shares: {}, merged: { scenes: 2, startMs: 10, endMs: 9000 } })).toBe(
      10,
    )
  })
})

it('tells a hit from where it is opened to the end of its scene or run of scenes', () => {
  expect(spanOfHit({ ...hit, endMs: 12_000 })).toEqual({ startMs: 7990, endMs: 12_000 })
  expect(spanOfHit({ ...hit, endMs: 12_000, shares: { visual: 1 } })).toEqual({ startMs: 0, endMs: 12_000 })
  const merged = { scenes: 3, startMs: 0, endMs: 20_000 }
  expect(spanOfHit({ ...hit, endMs: 12_000, cue: null, merged })).toEqual({ startMs: 0, endMs: 20_000 })
})
