import { describe, expect, it } from 'vitest'
import { marksFileSchema } from './marks.ts'

const mark = {
  contentId: 'a1',
  kind: 'range',
  startFrame: 10,
  endFrame: 20,
  rating: 3,
  flag: null,
  label: null,
  tags: ['sea'],
  note: null,
  title: null,
  changedAt: '2026-01-01T00:00:00.000Z',
} as const

const isFine = (changes: object): boolean =>
  marksFileSchema.safeParse({ format: 'goodclips-marks', version: 1, marks: [{ ...mark, ...changes }] }).success

describe('a file of marks', () => {
  it('holds marks of whole videos and of frames that are there', () => {
    expect(isFine({})).toBe(true)
    expect(isFine({ kind: 'video', startFrame: 0, endFrame: 0 })).toBe(true)
  })

  it.each([
    ['a range that ends before it begins', { startFrame: 20, endFrame: 10 }],
    ['a range of no frames', { startFrame: 10, endFrame: 10 }],
    ['a video with frames', { kind: 'video' }],
    ['a tag without a letter', { tags: [' '] }],
  ])('is refused with %s', (_, changes) => {
    expect(isFine(changes)).toBe(false)
  })
})
