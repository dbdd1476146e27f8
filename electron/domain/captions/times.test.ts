import { describe, expect, test } from 'vitest'
import { normaliseCues } from './normalise-cues.ts'
import { parseSrt } from './parse-srt.ts'
import { parseVtt } from './parse-vtt.ts'
import { programmeStart } from './programme-start.ts'
import { signedTimes } from './signed-times.ts'
import { parseClock, parseTimingLine } from './timing-line.ts'

describe('times that are clearly meant', () => {
  test.each([
    ['00:00:01,0: --> 00:00:02,55', 1000, 2550],
    ['00:03:06,0: -->', 186_000, 186_000],
    ['00:00:03 --> 00:00:04', 3000, 4000],
    ['0:0:5,8 --> 0:0:6,4', 5800, 6400],
    ['00:00:08,000 -> 00:00:08,500', 8000, 8500],
    ['00:00:08,000 –> 00:00:08,500', 8000, 8500],
    ['00:00:08,000 —> 00:00:08,500', 8000, 8500],
    ['00:00:08,000 → 00:00:08,500', 8000, 8500],
    ['00:00:08,000 -- > 00:00:08,500', 8000, 8500],
    ['00:00:08,000 ==> 00:00:08,500', 8000, 8500],
    ['00:00:08,000 --&gt; 00:00:08,500', 8000, 8500],
    ['00:00:08,000-->00:00:08,500', 8000, 8500],
    ['00：00：08，000 --＞ 00：00：08，500', 8000, 8500],
    ['00:00:09.000 --> 00:00:09.500 X1:100 X2:200 Y1:10 Y2:20', 9000, 9500],
    ['00;00;09;10 --> 00;00;09;20', 9400, 9800],
    ['00:00:09:10 --> 00:00:09:850', 9400, 9850],
    ['61:05.5 --> 61:06.5', 3_665_500, 3_666_500],
    ['00:00:59,9 --> 00:00:60,000', 59_900, 60_000],
    ['-00:00:01,000 --> 00:00:01,500', -1000, 1500],
    ['−00:00:02,500 --> −00:00:01,000', -2500, -1000],
  ])('%s', (line, startMs, endMs) => {
    expect(parseTimingLine(line)).toEqual({ kind: 'times', startMs, endMs })
  })

  test('frames are those of the film', () => {
    expect(parseClock('00:00:01:15', { framesPerSecond: 30 })).toBe(1500)
    expect(parseClock('00:00:01:29', { framesPerSecond: 25 })).toBe(1290)
  })
})

describe('times that cannot be read', () => {
  test.each([
    '0-1:58:22,135 --> 0-1:58:24,770',
    '00:00:-03,500 --> 00:00:04,000',
    '00:61:00,000 --> 00:62:00,000',
    '00:00:75,000 --> 00:00:76,000',
    '99999:00:00,000 --> 99999:00:01,000',
    '00:00:xx --> ?',
    '00:00:01,000 --> later:0',
    'x:10,000 --> 00:00:11,000',
  ])('%s', (line) => {
    expect(parseTimingLine(line)).toEqual({ kind: 'unreadable' })
  })

  test.each(['A --> B > C', 'x -> y', 'Go to 5 -> 6', '10:30', '->', ''])('%s is text', (line) => {
    expect(parseTimingLine(line)).toBeNull()
  })

  test('are counted, and their words are those of no other cue', () => {
    const bad = ['0-1:58:22,135 --> 0-1:58:24,770', '00:00:-03,500 --> 00:00:04,000', 'NaN --> NaN']
    const srt = `1\n00:00:02,000 --> 00:00:03,000\nkept\n\n${bad.map((line, index) => `${index + 2}\n${line}\nlost ${index}\n`).join('\n')}\n9\n00:00:05,000 --> 00:00:06,000\nlast\n`
    const parsed = parseSrt(srt)
    expect(parsed.skipped).toBe(3)
    expect(parsed.cues.map(({ text }) => text.trim())).toEqual(['kept', 'last'])
    const vtt = parseVtt(`WEBVTT\n\n${srt}`)
    expect(vtt.skipped).toBe(3)
    expect(vtt.cues.map(({ text }) => text.trim())).toEqual(['kept', 'last'])
  })
})

describe('times before the film', () => {
  test('a cue across the beginning starts with the film, one before it goes and is counted', () => {
    const { cues } = parseSrt(
      '1\n-00:00:02,500 --> -00:00:01,000\nbefore\n\n2\n-00:00:01,000 --> 00:00:01,500\nacross\n\n3\n00:00:02,000 --> 00:00:03,000\nin it\n',
    )
    expect(normaliseCues(cues, 'srt', { durationMs: 10_000 })).toMatchObject({
      cues: [
        { startMs: 0, endMs: 1500, text: 'across' },
        { startMs: 2000, endMs: 3000, text: 'in it' },
      ],
      beforeStart: 1,
    })
  })
})

test('times before zero as ffmpeg writes them, and nothing else', () => {
  const lines = [
    [
      'Dialogue: 0,0:00:-1.-25,0:00:01.25,Default,,0,0,0,,hi 0:00:-1.-25',
      'Dialogue: 0,-0:00:1.25,0:00:01.25,Default,,0,0,0,,hi 0:00:-1.-25',
    ],
    ['Dialogue: 0,0:00:00.-7,0:00:00.43,D,,0,0,0,,a', 'Dialogue: 0,-0:00:00.07,0:00:00.43,D,,0,0,0,,a'],
    ['00:00:-1,-250 --> 00:00:01,250', '-00:00:1,250 --> 00:00:01,250'],
    ['00:-1.-07 --> 00:01.250 align:start', '-00:1.007 --> 00:01.250 align:start'],
    ['00:00:01,000 --> 00:00:02,000', '00:00:01,000 --> 00:00:02,000'],
    ['x - y, 1-2', 'x - y, 1-2'],
  ]
  for (const [written = '', meant] of lines) expect(signedTimes(written)).toBe(meant)
  expect(parseTimingLine(signedTimes('00:00:-1,-250 --> 00:00:01,250'))).toMatchObject({ startMs: -1250, endMs: 1250 })
})

describe('programme starts', () => {
  const minute = 60_000
  const hour = 60 * minute

  test.each([
    ['ten hours', [10 * hour + 1000, 10 * hour + 3000], 10_000, -10 * hour],
    ['one hour', [hour + 5000, hour + 4 * minute], 5 * minute, -hour],
    ['one hour of a long film', [hour + 5000, 2 * hour + 20 * minute], 90 * minute, -hour],
    ['a countdown before ten', [10 * hour - 5000, 10 * hour + 1000, 10 * hour + 9 * minute], 10 * minute, -10 * hour],
    ['a first word after half an hour', [10 * hour + 30 * minute, 10 * hour + 40 * minute], 45 * minute, -10 * hour],
    ['none', [1000, 2000], 10_000, 0],
    ['a film that is long enough', [hour + 1000, hour + 2000], 2 * hour, 0],
    ['another cut', [90 * minute, 95 * minute, 3 * hour], 10 * minute, 0],
    ['the whole film beside a clip of it', [minute, 30 * minute, hour, 90 * minute], 5 * minute, 0],
    ['a length that is not known', [10 * hour], 0, 0],
    ['no cue', [], 10_000, 0],
  ])('%s', (_name, starts, durationMs, offsetMs) => {
    expect(programmeStart(starts, durationMs).offsetMs).toBe(offsetMs)
  })

  test('are taken off when a guess is wanted, and a person may say otherwise', () => {
    const raw = [{ startMs: 10 * hour + 1000, endMs: 10 * hour + 2000, text: 'word' }]
    expect(normaliseCues(raw, 'srt', { durationMs: 10_000, offsetMs: null })).toMatchObject({
      cues: [{ startMs: 1000, endMs: 2000, text: 'word' }],
      offsetMs: -10 * hour,
      pastEnd: 0,
    })
    expect(normaliseCues(raw, 'srt', { durationMs: 10_000 })).toMatchObject({ cues: [], offsetMs: 0, pastEnd: 1 })
    expect(normaliseCues(raw, 'srt', { durationMs: 10_000, offsetMs: 500 - 10 * hour }).cues[0]?.startMs).toBe(1500)
  })
})
