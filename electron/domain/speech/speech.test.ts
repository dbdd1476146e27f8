import { describe, expect, it } from 'vitest'
import type { SpokenPiece, SpokenSegment, SpokenWord } from '../ports/index.ts'
import { blockSamples, soundBandCount } from '../sound/sound-blocks.ts'
import { judgeSegments, saidSegments } from './invented-words.ts'
import { speechCues } from './speech-cues.ts'
import { speechPieces } from './speech-pieces.ts'
import { otherLanguages, spokenLanguage } from './spoken-language.ts'

const segment = (text: string, patch: Partial<SpokenSegment> = {}): SpokenSegment => ({
  startMs: 0,
  endMs: 2_000,
  text: ` ${text}`,
  probability: 0.8,
  noSpeechProbability: 0.05,
  compressionRatio: 1.2,
  words: [],
  ...patch,
})
const piece = (segments: readonly SpokenSegment[], patch: Partial<SpokenPiece> = {}): SpokenPiece => ({
  language: 'en',
  languageProbability: 0.9,
  speechShare: 0.6,
  segments,
  ...patch,
})
const reasons = (spoken: SpokenPiece) => judgeSegments(spoken).map(({ invented }) => invented)

describe('invented words', () => {
  it('are told by what the model doubts, by repetition and by marks without letters', () => {
    const loop = 'and then he said '.repeat(6)
    expect(
      reasons(
        piece([
          segment('Are you hurt?'),
          segment('♪♪ …'),
          segment('Hello there', { noSpeechProbability: 0.9, probability: 0.2 }),
          segment('Hello there', { noSpeechProbability: 0.9, probability: 0.7 }),
          segment('na na na na', { compressionRatio: 3.1 }),
          segment(loop),
          segment('very, very good'),
        ]),
      ),
    ).toEqual([null, 'no_letters', 'no_speech', null, 'repeats', 'repeats', null])
  })

  it('are stock phrases only where the model is not sure of them', () => {
    const phrases = [
      'Thanks for watching!',
      'Thank you.',
      'Please subscribe to my channel',
      'Subtitles by the Amara.org community',
      'Untertitel im Auftrag des ZDF für funk, 2017',
      'Sous-titrage ST 501',
      'Vielen Dank fürs Zuschauen.',
      'Субтитры сделал DimaTorzok',
      'www.mooji.org',
    ]
    const said = (probability: number) => reasons(piece(phrases.map((text) => segment(text, { probability }))))
    expect(said(0.5)).toEqual(phrases.map(() => 'stock_phrase'))
    expect(said(0.9)).toEqual(phrases.map(() => null))
    const others = ['Thank you for the salt, Martha.', 'He likes the channel tunnel.', 'Goodbye, my friend.']
    expect(reasons(piece(others.map((text) => segment(text, { probability: 0.5 }))))).toEqual([null, null, null])
  })

  it('are doubtful words of a piece in which hardly a voice is heard', () => {
    const spoken = piece([segment('Oh', { probability: 0.4 }), segment('Stop!', { probability: 0.9 })], {
      speechShare: 0.01,
    })
    expect(reasons(spoken)).toEqual(['no_voice', null])
    expect(saidSegments(spoken).map(({ text }) => text)).toEqual([' Stop!'])
  })

  it('are a loop of the same segment, of which the beginning is kept', () => {
    const loop = Array.from({ length: 5 }, () => segment('I will be back.'))
    expect(reasons(piece([segment('One.'), ...loop, segment('Two.')]))).toEqual([
      null,
      null,
      null,
      'repeats',
      'repeats',
      'repeats',
      null,
    ])
    expect(reasons(piece(loop.slice(0, 3)))).toEqual([null, null, null])
  })
})

/** A sound as loud as a function says, by the second. */
const sound = (seconds: number, levelAt: (second: number) => number) => {
  const blockCount = seconds * 20
  const bands = new Uint8Array(blockCount * soundBandCount)
  for (let block = 0; block < blockCount; block += 1) {
    bands.fill(levelAt(block / 20), block * soundBandCount, (block + 1) * soundBandCount)
  }
  return { sampleCount: blockCount * blockSamples, blockCount, bands }
}

describe('pieces', () => {
  it('are one for a film of a few minutes, and none for no sound', () => {
    expect(speechPieces(sound(240, () => 90))).toEqual([{ startMs: 0, endMs: 240_000 }])
    expect(speechPieces(sound(0, () => 0))).toEqual([])
  })

  it('end in pauses, cover the whole film and are the same each time', () => {
    const pauses = [70, 171, 300, 395, 552]
    const talk = sound(700, (second) => (pauses.some((at) => Math.abs(second - at) < 0.5) ? 10 : 80 + (second % 7)))
    const pieces = speechPieces(talk)
    expect(pieces.map(({ endMs }) => Math.round(endMs / 1000))).toEqual([171, 300, 420, 552, 700])
    expect(pieces[0]?.startMs).toBe(0)
    for (const [index, { startMs }] of pieces.entries()) if (index > 0) expect(startMs).toBe(pieces[index - 1]?.endMs)
    expect(speechPieces(talk)).toEqual(pieces)
  })

  it('stay between two and four minutes where nobody pauses', () => {
    const pieces = speechPieces(sound(3_600, (second) => 60 + (Math.floor(second * 13) % 30)))
    for (const { startMs, endMs } of pieces.slice(0, -1)) {
      expect(endMs - startMs).toBeGreaterThanOrEqual(120_000)
      expect(endMs - startMs).toBeLessThanOrEqual(240_000)
    }
    expect(pieces.at(-1)?.endMs).toBe(3_600_000)
  })
})

const words = (text: string, stepMs = 300): readonly SpokenWord[] =>
  text.split(' ').map((word, index) => ({
    startMs: index * stepMs,
    endMs: index * stepMs + 250,
    text: ` ${word}`,
    probability: 0.9,
  }))

describe('cues', () => {
  it('are a segment each, and stand for long enough to be read', () => {
    const cues = speechCues([
      segment('No.', { startMs: 1_000, endMs: 1_100 }),
      segment('Yes.', { startMs: 1_500, endMs: 1_600 }),
      segment('Perhaps.', { startMs: 5_000, endMs: 5_100 }),
    ])
    expect(cues).toEqual([
      { startMs: 1_000, endMs: 1_500, text: 'No.' },
      { startMs: 1_500, endMs: 2_200, text: 'Yes.' },
      { startMs: 5_000, endMs: 5_700, text: 'Perhaps.' },
    ])
  })

  it('part long segments at the ends of sentences and at commas, and lose no word', () => {
    const text =
      'Not being able to use your computer is frustrating. Many people use only the keyboard, and they need the order to make sense to them when they move on.'
    const own = words(text)
    const cues = speechCues([segment(text, { endMs: own.at(-1)?.endMs ?? 0, words: own })])
    expect(cues.map((cue) => cue.text)).toEqual([
      'Not being able to use your computer is frustrating.',
      'Many people use only the keyboard,',
      'and they need the order to make sense to them when they move on.',
    ])
    expect(cues.map((cue) => cue.text).join(' ')).toBe(text)
    for (const cue of cues) expect(cue.text.length).toBeLessThanOrEqual(84)
    expect(cues[1]?.startMs).toBe(own[9]?.startMs)
  })

  it('part what stands for too long at its longest pause', () => {
    const own = words('one two three four five six').map((word, index) =>
      index < 4 ? word : { ...word, startMs: word.startMs + 7_000, endMs: word.endMs + 7_000 },
    )
    expect(speechCues([segment('', { words: own })]).map(({ text }) => text)).toEqual([
      'one two three four',
      'five six',
    ])
  })

  it('keep a word that is longer than a line', () => {
    const long = 'x'.repeat(200)
    expect(speechCues([segment(long, { words: words(long) })]).map(({ text }) => text)).toEqual([long])
    expect(speechCues([segment(''), segment(' ')])).toEqual([])
  })
})

describe('the language of a film', () => {
  it('is the one in which most is said, surely', () => {
    const of = (language: string, languageProbability: number, text: string) =>
      piece(text === '' ? [] : [segment(text)], { language, languageProbability })
    expect(spokenLanguage([])).toBeNull()
    expect(spokenLanguage([of('nn', 0.9, '')])).toBeNull()
    expect(spokenLanguage([of('de', 0.9, 'Guten Tag'), of('en', 0.4, 'a longer text, yet unsure')])).toEqual({
      language: 'en',
      probability: expect.closeTo(0.4, 5),
    })
    expect(spokenLanguage([of('de', 0.9, 'Guten Tag allerseits'), of('en', 0.4, 'unsure text here')])?.language).toBe(
      'de',
    )
  })
})

describe('pieces in another language', () => {
  const heardAs = (language: string, languageProbability: number, text = 'a sentence of some length') =>
    piece([segment(text)], { language, languageProbability })

  it('are heard again in that of the film, unless the sound is sure of theirs', () => {
    const english = [heardAs('en', 0.9), heardAs('en', 0.95)]
    expect(otherLanguages([heardAs('it', 0.6), ...english])).toEqual([{ index: 0, language: 'en' }])
    expect(otherLanguages([...english, heardAs('fr', 0.97)])).toEqual([])
    expect(otherLanguages([heardAs('it', 0.6, ''), ...english])).toEqual([])
    expect(otherLanguages([])).toEqual([])
  })
})
