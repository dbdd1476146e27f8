import { describe, expect, it } from 'vitest'
import { type CueWord, wordsOfCue } from '../../contract/cue-words.ts'
import type { Cue } from '../ports/index.ts'
import { changedRuns, correctedWords } from './align-words.ts'
import { applyCorrections, type CueCorrection, correctionPlace } from './corrections.ts'

/** Words of 200 ms, one after the other, each 100 ms after the one before. */
const spoken = (text: string, fromMs = 0): readonly CueWord[] =>
  text.split(' ').map((word, index) => ({
    startMs: fromMs + index * 300,
    endMs: fromMs + index * 300 + 200,
    text: ` ${word}`,
    probability: 0.8,
  }))
const heard = (text: string, fromMs = 0): Cue => {
  const words = spoken(text, fromMs)
  return { startMs: fromMs, endMs: words.at(-1)?.endMs ?? fromMs, text, words }
}
const timed = (words: readonly CueWord[]) =>
  words.map(({ text, startMs, endMs }) => `${text.trim()} ${startMs}-${endMs}`)

describe('words of a corrected text', () => {
  it('keep their times where they stayed, and share them where they changed', () => {
    expect(timed(correctedWords(spoken('Are you heard now'), 'Are you hurt, now?'))).toEqual([
      'Are 0-200',
      'you 300-500',
      'hurt, 600-800',
      'now? 900-1100',
    ])
    // Two words in the place of one share its time by their letters.
    expect(timed(correctedWords(spoken('a icecream b'), 'a ice cream b'))).toEqual([
      'a 0-200',
      'ice 300-375',
      'cream 375-500',
      'b 600-800',
    ])
    expect(timed(correctedWords(spoken('one two too three'), 'one two three'))).toEqual([
      'one 0-200',
      'two 300-500',
      'three 900-1100',
    ])
  })

  it('stand in a pause where they came in, or share the time of the word beside them', () => {
    expect(timed(correctedWords(spoken('one three'), 'one two three'))).toEqual([
      'one 0-200',
      'two 200-300',
      'three 300-500',
    ])
    const close: readonly CueWord[] = [
      { startMs: 0, endMs: 200, text: ' one', probability: 0.8 },
      { startMs: 200, endMs: 400, text: ' three', probability: 0.8 },
    ]
    expect(timed(correctedWords(close, 'one two three'))).toEqual(['one 0-100', 'two 100-200', 'three 200-400'])
    expect(timed(correctedWords(close, 'zero one three'))[0]).toMatch(/^zero 0-/)
  })

  it('are certain where a person wrote them', () => {
    expect(correctedWords(spoken('Are you heard'), 'are you hurt').map(({ probability }) => probability)).toEqual([
      1, 0.8, 1,
    ])
  })

  it('of a script without blanks are aligned by letters', () => {
    const said: readonly CueWord[] = [
      { startMs: 0, endMs: 400, text: '今日は', probability: 0.9 },
      { startMs: 400, endMs: 800, text: '天気', probability: 0.9 },
      { startMs: 800, endMs: 1000, text: 'です', probability: 0.9 },
    ]
    const words = correctedWords(said, '今日は元気です')
    expect(words.map(({ text }) => text).join('')).toBe('今日は元気です')
    expect(words.at(-1)?.endMs).toBe(1000)
    expect(words.find(({ text }) => text.includes('です'))?.startMs).toBe(800)
  })

  it('have times in order within those of what was said, whatever is written', () => {
    const said = spoken('the quick brown fox jumps over the lazy dog')
    const texts = [
      'a',
      'dog lazy the over',
      'the the the quick quick',
      'Völlig anders gesagt, und sehr viel länger als zuvor, mit allem!',
      'fox',
    ]
    for (const text of texts) {
      const words = correctedWords(said, text)
      expect(
        words
          .map((word) => word.text)
          .join('')
          .trim(),
      ).toBe(text)
      let before = 0
      for (const { startMs, endMs } of words) {
        expect(startMs).toBeGreaterThanOrEqual(before)
        expect(endMs).toBeGreaterThanOrEqual(startMs)
        before = startMs
      }
      expect(words.at(-1)?.endMs).toBeLessThanOrEqual(said.at(-1)?.endMs ?? 0)
    }
  })
})

describe('corrections', () => {
  const correction = (cue: Cue, text: string): CueCorrection => ({
    ...cue,
    said: cue.text,
    saidWords: cue.words ?? null,
    text,
  })

  it('are written into the same cue again, with and without times of words', () => {
    const file = { startMs: 0, endMs: 900, text: 'Are you\nheard' }
    expect(applyCorrections([file], [correction({ ...file, startMs: 100 }, 'Are you\nhurt')])).toEqual([
      { ...file, text: 'Are you\nhurt', said: 'Are you\nheard', saidWords: null },
    ])
    const [cue] = applyCorrections([heard('Are you heard')], [correction(heard('Are you heard'), 'Are you hurt')])
    expect(cue).toMatchObject({ text: 'Are you hurt', said: 'Are you heard' })
    expect(timed(cue?.words ?? [])).toEqual(['Are 0-200', 'you 300-500', 'hurt 600-800'])
    // Elsewhere the same words stay.
    expect(
      applyCorrections([heard('Are you heard', 60_000)], [correction(heard('Are you heard'), 'Are you hurt')])[0]?.text,
    ).toBe('Are you heard')
  })

  it('hold for their stretch of time where another model parts or hears the words otherwise', () => {
    const own = [correction(heard('Well are you heard my friend'), 'Well are you hurt my friend')]
    const parted = [heard('Well, are'), heard('you herd my', 600), heard('friend!', 1500)]
    const now = applyCorrections(parted, own)
    expect(now.map(({ text }) => text)).toEqual(['Well, are', 'you hurt my', 'friend!'])
    expect(now.map(({ said }) => said)).toEqual([null, 'you herd my', null])
    // What hears it right is left alone.
    const right = [heard('Well are you hurt my friend')]
    expect(applyCorrections(right, own)).toEqual(right.map((cue) => ({ ...cue, said: null, saidWords: null })))
  })

  it('bring in words that another model does not hear, once, and take out what nobody said', () => {
    const added = [correction(heard('one three four'), 'one two three four')]
    expect(applyCorrections([heard('one free four')], added)[0]?.text).toBe('one two free four')
    expect(applyCorrections([heard('one two three for')], added)[0]?.text).toBe('one two three for')
    const removed = [correction(heard('so thanks for watching'), 'so')]
    expect(applyCorrections([heard('So'), heard('thanks for viewing', 300)], removed).map(({ text }) => text)).toEqual([
      'So',
    ])
  })

  it('say what they change', () => {
    expect(changedRuns(spoken('Are you heard now'), 'Are you hurt now')).toEqual([
      { startMs: 600, endMs: 800, before: [' heard'], after: [' hurt'] },
    ])
    expect(changedRuns(spoken('Are you'), 'are you?')).toEqual([])
  })

  it('of models belong to the place of a track, those of files to the file', () => {
    expect(correctionPlace({ source: 'speech', track: 1000, key: 'base 1' })).toBe('speech 1000')
    expect(correctionPlace({ source: 'sidecar', track: 3, key: 'file:a.srt' })).toBe('file:a.srt')
  })
})

describe('words of a cue', () => {
  it('are estimated from letters where its track tells none, and make up its text', () => {
    const cue = { startMs: 1000, endMs: 2000, text: 'Ja, und\ndas Wetter' }
    const words = wordsOfCue(cue)
    expect(words.map(({ text }) => text)).toEqual(['Ja,', ' und', '\ndas', ' Wetter'])
    expect(words.map(({ startMs }) => startMs)).toEqual([1000, 1200, 1400, 1600])
    expect(words.at(-1)?.endMs).toBe(2000)
    expect(wordsOfCue({ startMs: 0, endMs: 1, text: '' })).toEqual([])
    expect(
      wordsOfCue({ startMs: 0, endMs: 900, text: '今日は天気です。' })
        .map(({ text }) => text)
        .join(''),
    ).toBe('今日は天気です。')
  })
})
