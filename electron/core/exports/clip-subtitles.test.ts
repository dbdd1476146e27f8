import { expect, it } from 'vitest'
import { cuesWithin } from './clip-subtitles.ts'

const cues = [
  { startMs: 0, endMs: 900, text: 'before' },
  { startMs: 800, endMs: 1_500, text: 'across the beginning' },
  { startMs: 2_000, endMs: 2_400, text: 'within' },
  { startMs: 2_900, endMs: 4_000, text: 'across the end' },
  { startMs: 3_000, endMs: 4_000, text: 'behind' },
]

it('counts from the beginning of the part and cuts at its borders', () => {
  expect(cuesWithin(cues, { startMs: 1_000, endMs: 3_000 }, 10_000)).toEqual([
    { startMs: 10_000, endMs: 10_500, text: 'across the beginning' },
    { startMs: 11_000, endMs: 11_400, text: 'within' },
    { startMs: 11_900, endMs: 12_000, text: 'across the end' },
  ])
})
