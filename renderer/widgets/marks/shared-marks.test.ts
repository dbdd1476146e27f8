import { describe, expect, it } from 'vitest'
import { mixed, sharedValue, unmarked, whatIsMarked } from './shared-marks.ts'

const scene = (rating: number | null) => ({ target: { sceneId: 's1' }, values: { ...unmarked, rating } })

describe('what several things share', () => {
  it('is the value that all have', () => {
    expect(sharedValue([scene(3), scene(3)], ({ rating }) => rating)).toBe(3)
    expect(sharedValue([scene(null), scene(null)], ({ rating }) => rating)).toBeNull()
    expect(sharedValue([scene(3), scene(null)], ({ rating }) => rating)).toBe(mixed)
    expect(sharedValue([], ({ rating }) => rating)).toBe(mixed)
  })
  it('is named by what it is and how many', () => {
    expect(whatIsMarked([{ sceneId: 's1' }])).toBe('this scene')
    expect(whatIsMarked([{ videoId: 'v1' }, { videoId: 'v2' }])).toBe('2 videos')
    expect(whatIsMarked([{ videoId: 'v1', startFrame: 0, endFrame: 9 }])).toBe('this range')
  })
})
