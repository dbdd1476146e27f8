import { describe, expect, test } from 'vitest'
import { parseFrameCues } from './parse-frame-cues.ts'
import { parseBracketTimed, parseCommaTimed, parseLrc, parseTranscript } from './parse-line-cues.ts'
import { parseSpruceStl } from './parse-spruce-stl.ts'
import { timecodeMs, timecodeRate } from './timecode-rate.ts'

const cue = (startMs: number, endMs: number, text: string) => ({ startMs, endMs, text })

describe('MicroDVD and MPL2', () => {
  test('frames of the film, lines, controls', () => {
    const parsed = parseFrameCues('{25}{50}{y:i}Hello|there\n{75}{100}Bye\n{x}{2}?\n')
    expect(parsed).toEqual({ cues: [cue(1000, 2000, 'Hello\nthere'), cue(3000, 4000, 'Bye')], skipped: 1 })
  })
  test('a declared rate', () => {
    expect(parseFrameCues('{1}{1}23.976\n{24}{48}Hello\n').cues).toEqual([cue(1001, 2002, 'Hello')])
  })
  test('tenths of a second', () => {
    expect(parseFrameCues('[10][20]/Hello|there\n').cues).toEqual([cue(1000, 2000, 'Hello\nthere')])
  })
})

describe('lines with times', () => {
  test('SBV', () => {
    expect(parseCommaTimed('0:00:01.000,0:00:02.500\nOne\ntwo\n\n0:00:03.000,0:00:04.000\nThree\n').cues).toMatchObject(
      [cue(1000, 2500, 'One\ntwo\n'), { startMs: 3000 }],
    )
  })
  test('SubViewer, both versions', () => {
    const second = '[INFORMATION]\n[TITLE]x\n[END INFORMATION]\n[SUBTITLE]\n00:00:01.50,00:00:02.00\nOne[br]two\n'
    expect(parseCommaTimed(second).cues).toEqual([cue(1500, 2000, 'One\ntwo\n')])
    expect(parseBracketTimed('[00:00:01]\nOne|two\n[00:00:03]\n\n[00:00:05]\nThree\n[00:00:06]\n').cues).toEqual([
      cue(1000, 3000, 'One\ntwo'),
      cue(5000, 6000, 'Three'),
    ])
  })
  test('lyrics', () => {
    const text =
      '[ar:Someone]\n[offset:+100]\n[00:01.10][00:09.10]Again\n[00:03.10]<00:03.10>Now <00:04.00>words\n[00:05.10]\n'
    expect(parseLrc(text).cues).toEqual([
      cue(1000, 3000, 'Again'),
      cue(3000, 5000, 'Now words'),
      cue(9000, 9000, 'Again'),
    ])
  })
  test('lyrics whose words have times end with the last of them', () => {
    const text = '[00:01.00]<00:01.00>Now <00:01.50>words<00:02.20>\n[00:09.00]Later\n'
    expect(parseLrc(text).cues).toEqual([cue(1000, 2200, 'Now words'), cue(9000, 9000, 'Later')])
  })
  test('transcripts', () => {
    expect(parseTranscript('0:05\nfirst words\n1:02:03\nlater\n').cues).toEqual([
      cue(5000, 15_000, '\nfirst words'),
      cue(3_723_000, 3_723_000, '\nlater\n'),
    ])
    expect(parseTranscript('00:00:01:One|two\n00:00:04:\n').cues[0]).toMatchObject(cue(1000, 4000, 'One\ntwo'))
    for (const text of ['no times at all', '10:30 we met\nand at 9:15 we left\n9:10 is early', ''])
      expect(parseTranscript(text).cues).toEqual([])
  })
})

describe('Spruce STL', () => {
  test('frames of the film, lines, switches, styles', () => {
    const text = `//English
$FontName = Arial
00:00:01:12 , 00:00:03:00 , One|^Itwo^I, three
00:00:04:99 , 00:00:05:00 , lost
`
    expect(parseSpruceStl(text, { framesPerSecond: 25 })).toEqual({
      cues: [cue(1480, 3000, ' One\ntwo, three')],
      skipped: 1,
    })
  })
})

describe('timecode', () => {
  const at = (nominal: number, isDropFrame = false) => ({
    hours: 1,
    minutes: 0,
    seconds: 0,
    frames: 0,
    nominal,
    isDropFrame,
  })
  test('an hour of whole frames lasts longer beside a film that runs slower', () => {
    expect(timecodeMs(at(30), timecodeRate(30, 30_000 / 1001))).toBeCloseTo(3_603_600, 3)
    expect(timecodeMs(at(24), timecodeRate(24, 24_000 / 1001))).toBeCloseTo(3_603_600, 3)
    expect(timecodeMs(at(25), timecodeRate(25, 25))).toBe(3_600_000)
    expect(timecodeMs(at(25), timecodeRate(25, 24_000 / 1001))).toBe(3_600_000)
    expect(timecodeMs(at(30), timecodeRate(30, 30))).toBe(3_600_000)
  })
  test('drop-frame timecode keeps to the clock', () => {
    expect(timecodeMs(at(30, true), 30_000 / 1001)).toBeCloseTo(3_599_996.4, 1)
  })
  test('parts out of range are no time', () => {
    expect(timecodeMs({ ...at(25), frames: 25 }, 25)).toBeNull()
    expect(timecodeMs({ ...at(25), minutes: 60 }, 25)).toBeNull()
  })
})
