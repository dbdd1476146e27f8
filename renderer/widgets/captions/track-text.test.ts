import { expect, it } from 'vitest'
import type { CaptionTrack } from '../../../electron/contract/index.ts'
import { trackText } from './track-text.ts'

const track = (patch: Partial<CaptionTrack>): CaptionTrack => ({
  track: 1,
  source: 'stream',
  codec: 'subrip',
  language: null,
  title: null,
  readable: true,
  cueCount: 3,
  file: null,
  encoding: null,
  encodingSure: true,
  encodingChosen: false,
  offsetMs: 0,
  offsetFrom: 'none',
  skippedCues: 0,
  cuesPastEnd: 0,
  note: null,
  ...patch,
})

it('tells a track that a model made by what it was made from, the model and the language', () => {
  const speech = { track: 1000, source: 'speech', codec: 'whisper-base' } as const
  expect(trackText(track({ ...speech, language: 'en' }))).toBe('Speech · whisper-base, English')
  expect(trackText(track(speech))).toBe('Speech · whisper-base')
  expect(trackText(track({ ...speech, track: 1001, language: 'en', isTranslation: true }))).toBe(
    'Translated speech · whisper-base, English',
  )
  expect(trackText(track({ ...speech, track: 1004, language: 'de' }))).toBe(
    'Speech · whisper-base, German, sound track 2',
  )
  expect(trackText(track({ source: 'screen', codec: 'pp-ocrv6-small' }))).toBe('Text on screen · pp-ocrv6-small')
  expect(trackText(track({ language: 'de' }))).toBe('German')
  expect(trackText(track({}))).toBe('Track 2')
})
