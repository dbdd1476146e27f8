import { expect, it } from 'vitest'
import type { CaptionTrack } from '../../../electron/contract/index.ts'
import { clockText, encodingName, fileOf, parseShift, readingNotes, shiftText } from './caption-reading.ts'

const track: CaptionTrack = {
  track: 0,
  source: 'sidecar',
  codec: 'subrip',
  language: 'ru',
  title: null,
  readable: true,
  cueCount: 3,
  file: '/films/Subs/film.ru.srt',
  encoding: 'cp866',
  encodingSure: true,
  encodingChosen: false,
  offsetMs: 0,
  offsetFrom: 'none',
  skippedCues: 0,
  cuesPastEnd: 0,
  note: null,
}

it('names encodings with the writing that they are for', () => {
  expect(encodingName('cp866')).toBe('CP866 (Cyrillic)')
  expect(encodingName('windows-1252')).toBe('Windows-1252 (Western European)')
  expect(encodingName('utf-8')).toBe('UTF-8')
  expect(encodingName('shift_jis')).toBe('Shift-JIS (Japanese)')
})

it('writes and reads shifts', () => {
  expect(clockText(-36_000_000)).toBe('10:00:00')
  expect(shiftText(-36_000_000)).toBe('−10:00:00')
  expect(shiftText(1500)).toBe('+00:00:01.500')
  expect(shiftText(0)).toBe('0')
  for (const ms of [-36_000_000, 1500, 0, -1]) expect(parseShift(shiftText(ms))).toBe(ms)
  expect(parseShift('-1:00:00')).toBe(-3_600_000)
  expect(parseShift('2.5')).toBe(2500)
  expect(parseShift('soon')).toBeNull()
})

it('says what was left out, guessed or is not certain, and nothing else', () => {
  expect(readingNotes(track)).toEqual([])
  expect(fileOf(track)).toBe('film.ru.srt')
  const notes = readingNotes({
    ...track,
    encodingSure: false,
    offsetMs: -36_000_000,
    offsetFrom: 'guess',
    skippedCues: 2,
    cuesPastEnd: 1,
  })
  expect(notes).toHaveLength(4)
  expect(notes.join(' ')).toMatch(/CP866 .*10:00:00.*2 cues skipped.*1 cue left out/)
  expect(readingNotes({ ...track, cueCount: 0, cuesPastEnd: 9 })[0]).toMatch(/All captions lie after the end/)
})
