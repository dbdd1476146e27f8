import { describe, expect, it } from 'vitest'
import { areOtherWords, type LibrarySpeech, speechChoicesOf } from './speech-choices.ts'

const library: LibrarySpeech = {
  speech: 'where_no_captions',
  speechLanguage: 'de',
  speechWords: 'Goethe',
  speechTranslation: true,
  speechTracks: 'heard',
}

describe('choices of speech', () => {
  it('are those of the library where a video says nothing', () => {
    expect(speechChoicesOf(library, {})).toEqual({
      transcribe: 'where_no_captions',
      language: 'de',
      hotWords: 'Goethe',
      translation: true,
      tracks: 'heard',
    })
  })

  it("are the video's own before the library's; names and terms of both are listened for", () => {
    const own = { transcribe: 'always', language: 'auto', words: 'Faust', translation: false, tracks: 'all' } as const
    expect(speechChoicesOf(library, own)).toEqual({
      transcribe: 'always',
      language: null,
      hotWords: 'Faust, Goethe',
      translation: false,
      tracks: 'all',
    })
    expect(speechChoicesOf({ ...library, speechWords: '' }, { words: '' }).hotWords).toBe('')
  })

  it('give other words by all but when they are wanted', () => {
    const before = speechChoicesOf(library, {})
    expect(areOtherWords(before, { ...before, transcribe: 'never' })).toBe(false)
    expect(areOtherWords(before, { ...before, hotWords: 'Schiller' })).toBe(true)
  })
})
