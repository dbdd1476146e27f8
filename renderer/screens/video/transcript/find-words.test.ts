import { describe, expect, it } from 'vitest'
import { findInTranscript, matchesInWord, transcriptWords } from './find-words.ts'

const cues = ['The red door', 'opens\nslowly. The red', 'DOOR closes'].map((text) => ({ text }))

describe('find in a transcript', () => {
  it('finds words in any case, over lines and over cues', () => {
    expect(findInTranscript(cues, 'red door')).toEqual([
      [{ cue: 0, start: 4, end: 12 }],
      [
        { cue: 1, start: 18, end: 21 },
        { cue: 2, start: 0, end: 4 },
      ],
    ])
    expect(findInTranscript(cues, ' opens   slowly')).toEqual([[{ cue: 1, start: 0, end: 12 }]])
    expect(findInTranscript(cues, 'zebra')).toEqual([])
    expect(findInTranscript(cues, '  ')).toEqual([])
    expect(findInTranscript([], 'a')).toEqual([])
  })

  it('keeps places where lower case is longer, and finds each place once', () => {
    expect(findInTranscript([{ text: 'İİ ab' }], 'ab')).toEqual([[{ cue: 0, start: 3, end: 5 }]])
    expect(findInTranscript([{ text: 'aaaa' }], 'aa')).toHaveLength(2)
  })

  it('marks the part of each word that is found', () => {
    const words = transcriptWords([{ text: ' The' }, { text: ' red' }, { text: ' door.' }])
    expect(words.map(({ start, text }) => [start, text])).toEqual([
      [0, 'The'],
      [3, ' red'],
      [7, ' door.'],
    ])
    expect(words.map((word) => matchesInWord(word, [{ start: 5, end: 10 }]))).toEqual([[], [[2, 4]], [[0, 3]]])
  })
})
