import { expect, test } from 'vitest'
import { heardTogether, type SoundTrack } from './audio-choice.ts'

const track = (index: number, changes: Partial<SoundTrack> = {}): SoundTrack => ({
  index,
  codec: 'aac',
  language: null,
  channels: 1,
  sampleRate: 48_000,
  isDefault: false,
  isAlternative: false,
  ...changes,
})
const heard = (tracks: readonly SoundTrack[], ...silent: readonly number[]) => heardTogether(tracks, new Set(silent))

test('nothing, one, and the default of two languages', () => {
  expect(heard([])).toEqual([])
  expect(heard([track(1)])).toEqual([1])
  expect(heard([track(1, { language: 'eng' }), track(2, { language: 'fre', isDefault: true })])).toEqual([2])
})

test('what was recorded at once is heard at once, without the silent ones', () => {
  expect(heard([track(1), track(2), track(3), track(4)], 1, 3)).toEqual([2, 4])
  expect(heard([track(1, { language: 'und' }), track(2, { language: 'und' })])).toEqual([1, 2])
})

test('other formats of the same sound, dubs and commentaries are not mixed in', () => {
  expect(heard([track(1, { channels: 6 }), track(2, { channels: 2 })])).toEqual([1])
  expect(heard([track(1, { codec: 'mp2' }), track(2, { codec: 'ac3' })])).toEqual([1])
  expect(heard([track(1, { isAlternative: true }), track(2)])).toEqual([2])
  expect(heard([track(1), track(2, { language: 'ger' })])).toEqual([1])
})

test('where all is silent, it is as if nothing were', () => {
  expect(heard([track(1, { isDefault: true }), track(2, { channels: 2 })], 1, 2)).toEqual([1])
})
