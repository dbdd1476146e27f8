import { describe, expect, it } from 'vitest'
import { askedWords, placesOf } from './asked-words.ts'
import { type TellingCue, tellingWindows, windowMs } from './best-windows.ts'
import { stemmedLanguages, wordStem } from './stemming.ts'

const wordsOf = (text: string, languages: readonly string[] = ['en'], typing = false) =>
  askedWords(text, languages, { typing })?.terms.map(({ words }) => words.join(' '))

describe('what is asked', () => {
  it('is the telling words, phrases and prefixes; the others only where there are no telling ones', () => {
    expect(wordsOf('the old man and "to the sea" sail*')).toEqual(['old', 'man', 'to the sea', 'sail'])
    expect(wordsOf('to be')).toEqual(['to', 'be'])
    expect(wordsOf("a mouse doesn't work")).toEqual(['mouse', 'work'])
    expect(wordsOf('der alte Hafen', ['de'])).toEqual(['alte', 'hafen'])
    expect(askedWords('!?', ['en'])).toBeNull()
  })

  it('may end in the beginning of a word while a person types', () => {
    expect(askedWords('old har', ['en'], { typing: true })?.terms.at(-1)).toMatchObject({
      prefix: true,
      inflected: true,
    })
    expect(askedWords('old har ', ['en'], { typing: true })?.terms.at(-1)).toMatchObject({ prefix: false })
  })

  it('is found in any form of its words, and in phrases as they stand', () => {
    const asked = askedWords('leave "old harbour"', ['en'])?.terms ?? []
    expect(placesOf('Leaving the Old  Harbour; leaves', asked, ['en'])).toEqual([
      [0, 7],
      [12, 24],
      [26, 32],
    ])
    expect(placesOf('the olden harbours', asked, ['en'])).toEqual([])
    expect(placesOf('Cafés', askedWords('cafe', ['en'])?.terms ?? [], ['en'])).toEqual([[0, 5]])
  })
})

describe('stems', () => {
  it('are those of the languages that captions have', () => {
    expect(stemmedLanguages(['pt-BR', 'en', null, 'ja', 'en'])).toEqual(['pt', 'en'])
    expect(wordStem('running', 'en')).toBe(wordStem('runs', 'en'))
    expect(wordStem('häuser', 'de')).toBe(wordStem('häusern', 'de'))
    expect(wordStem('running', 'xx')).toBe('running')
  })
})

describe('windows', () => {
  const cue = (at: number, said: Readonly<Record<number, number>>): TellingCue => ({
    cue: at,
    startMs: at,
    endMs: at + 1000,
    said: new Map(Object.entries(said).map(([term, value]) => [Number(term), value])),
  })
  const best = (cues: readonly TellingCue[], reference: readonly number[]) =>
    tellingWindows(cues, reference).toSorted((a, b) => b.strength - a.strength)[0]

  it('begin with the first cue that adds a word, and are stronger the closer the words are', () => {
    const far = best([cue(0, { 0: 2 }), cue(9000, { 1: 3 })], [2, 3])
    expect(far).toMatchObject({ first: { cue: 0 }, endMs: 10_000, full: true })
    const near = best([cue(0, { 0: 2 }), cue(1000, { 1: 3 })], [2, 3])
    expect(near?.strength).toBeGreaterThan(far?.strength ?? 1)
    expect(best([cue(0, { 0: 2, 1: 3 })], [2, 3])?.strength).toBe(1)
  })

  it('do not join what is said too far apart', () => {
    const apart = tellingWindows([cue(0, { 0: 2 }), cue(windowMs + 1, { 1: 3 })], [2, 3])
    expect(apart.some(({ full }) => full)).toBe(false)
    expect(apart.map(({ strength }) => Number(strength.toFixed(2)))).toEqual([0.4, 0.6])
  })
})
