import { expect, it } from 'vitest'
import type { Caption } from '../../../electron/contract/index.ts'
import { filterCues } from './transcript-filter.ts'

const cue = (index: number, text: string): Caption => ({
  id: `c${index}`,
  videoId: 'v',
  track: 0,
  index,
  startMs: index * 1000,
  endMs: index * 1000 + 900,
  text,
  language: null,
})
const cues = [cue(0, 'The gate\nis open'), cue(1, 'Open the door, open it'), cue(2, 'İstanbul gate'), cue(3, 'Silence')]

it('lists everything without a filter', () => {
  expect(filterCues(cues, '  ').map((found) => found.cue.id)).toEqual(['c0', 'c1', 'c2', 'c3'])
})

it('wants every word, in any case and across lines, and marks all of them', () => {
  expect(filterCues(cues, 'GATE is')).toEqual([
    {
      cue: cues[0],
      matches: [
        [4, 8],
        [9, 11],
      ],
    },
  ])
  expect(filterCues(cues, 'open')[1]).toEqual({
    cue: cues[1],
    matches: [
      [0, 4],
      [15, 19],
    ],
  })
})

it('joins marks that overlap', () => {
  expect(filterCues([cue(0, 'gates')], 'gate ates')[0]?.matches).toEqual([[0, 5]])
})

it('lists a cue without marks where lower case shifts the letters', () => {
  expect(filterCues(cues, 'istanbul')).toEqual([])
  expect(filterCues(cues, 'stanbul')).toEqual([{ cue: cues[2], matches: [] }])
})
