import { describe, expect, test } from 'vitest'
import { stlFile } from '../fixtures/ebu-stl-writer.ts'
import { decodeIso6937 } from './iso-6937.ts'
import { parseEbuStl } from './parse-ebu-stl.ts'

const cue = (startMs: number, endMs: number, text: string) => ({ startMs, endMs, text })

describe('EBU STL', () => {
  test.each([
    ['00', 'Grüße aus Köln, çà et là: ¿qué?\n♪ Ærø ß'],
    ['01', 'Почему ты не сказал?\nСадись.'],
    ['02', 'لماذا لم تخبرني'],
    ['03', 'Γιατί δεν μου το είπες'],
    ['04', 'למה לא סיפרת'],
  ] as const)('code table %s', (table, text) => {
    const { parsed } = parseEbuStl(stlFile([cue(1000, 2000, text)], { table }))
    expect(parsed.cues).toEqual([cue(1000, 2000, text)])
  })

  test.each([24, 25, 30, 50, 60])('%i frames a second', (framesPerSecond) => {
    const file = stlFile([cue(1000, 61_000, 'x')], { framesPerSecond })
    expect(parseEbuStl(file, { framesPerSecond }).parsed.cues).toEqual([cue(1000, 61_000, 'x')])
  })

  test('30 frames a second beside a film of 29.97', () => {
    const file = stlFile([cue(600_000, 601_000, 'x')], { framesPerSecond: 30 })
    expect(parseEbuStl(file, { framesPerSecond: 30_000 / 1001 }).parsed.cues).toEqual([cue(600_600, 601_601, 'x')])
  })

  test('the start of the programme is told, and only where cues count from it', () => {
    const file = stlFile([cue(1000, 2000, 'x')], { programmeStartMs: 36_000_000 })
    expect(parseEbuStl(file).parsed).toMatchObject({ programmeStartMs: 36_000_000, cues: [{ startMs: 36_001_000 }] })
    const relative = Buffer.from(file)
    // Hours of both timecodes.
    relative[1024 + 5] = 0
    relative[1024 + 9] = 0
    expect(parseEbuStl(relative).parsed).toEqual({ cues: [cue(1000, 2000, 'x')], skipped: 0 })
  })

  test('texts over several blocks, comments, data of users, codes of teletext, languages', () => {
    const long = `${'Words that go on and on. '.repeat(12).trim()}`
    const file = stlFile([cue(1000, 2000, long), cue(3000, 4000, 'comment'), cue(5000, 6000, 'data')], {
      language: '0F',
    })
    const blocks = (file.length - 1024) / 128
    file[1024 + (blocks - 2) * 128 + 15] = 1
    file[1024 + (blocks - 1) * 128 + 3] = 0xfe
    const read = parseEbuStl(file)
    expect(read.parsed.cues).toEqual([cue(1000, 2000, long)])
    expect(read.language).toBe('fr')
    const coded = stlFile([cue(1000, 2000, '\x0d\x0b\x0bHi\x0a\x0a')])
    expect(parseEbuStl(coded).parsed.cues[0]?.text.trim()).toBe('Hi')
  })

  test('a timecode out of range costs its subtitle', () => {
    const file = stlFile([cue(1000, 2000, 'one'), cue(3000, 4000, 'two')])
    file[1024 + 6] = 61
    expect(parseEbuStl(file).parsed).toEqual({ cues: [cue(3000, 4000, 'two')], skipped: 1 })
  })
})

test('ISO 6937: an accent without a letter is nothing', () => {
  expect(decodeIso6937(Uint8Array.from([0xc2, 0x65, 0xc8, 0x75, 0x24, 0xc2]))).toBe('éü$')
})
