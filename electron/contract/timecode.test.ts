import { describe, expect, it } from 'vitest'
import {
  formatClock,
  formatTimecode,
  frameAt,
  frameStartMs,
  lengthText,
  parseTimecode,
  spanText,
  timecodeText,
} from './timecode.ts'

const pal = { num: 25, den: 1 }
const ntsc = { num: 30_000, den: 1001 }
const film = { num: 24_000, den: 1001 }
const slow = { num: 25, den: 2 }

describe('timecode', () => {
  it.each([
    [0, pal, '00:00:00:00'],
    [24, pal, '00:00:00:24'],
    [25, pal, '00:00:01:00'],
    [90_000, pal, '01:00:00:00'],
    [89_999, pal, '00:59:59:24'],
    [29, ntsc, '00:00:00:29'],
    [30, ntsc, '00:00:01:00'],
    [1800, ntsc, '00:01:00:00'],
    [108_000, ntsc, '01:00:00:00'],
    [24, film, '00:00:01:00'],
    [1440, { num: 2997, den: 125 }, '00:01:00:00'],
    [30, { num: 2997, den: 100 }, '00:00:01:00'],
    [60, { num: 60_000, den: 1001 }, '00:00:01:00'],
    [119, { num: 120, den: 1 }, '00:00:00:119'],
    [12, slow, '00:00:00:12'],
    [13, slow, '00:00:01:00'],
    [25, slow, '00:00:02:00'],
    [1, { num: 1, den: 2 }, '00:00:02:00'],
    [-3, pal, '00:00:00:00'],
    [360_000 * 25, pal, '100:00:00:00'],
  ])('frame %i at %j is %s', (frame, rate, expected) => {
    expect(formatTimecode(frame, rate)).toBe(expected)
  })

  it.each([
    pal,
    ntsc,
    film,
    slow,
    { num: 60, den: 1 },
    { num: 15_000, den: 1001 },
    { num: 1, den: 3 },
    { num: 7, den: 3 },
  ])('at %j every frame has a label of its own that reads back', (rate) => {
    const seen = new Set<string>()
    for (let frame = 0; frame < 5000; frame += 1) {
      const label = formatTimecode(frame, rate)
      seen.add(label)
      expect(parseTimecode(label, rate)).toBe(frame)
      expect(frameAt(frameStartMs(frame, rate), rate)).toBe(frame)
    }
    expect(seen.size).toBe(5000)
  })

  it.each([
    ['00:00:01:25', pal],
    ['00:00:60:00', pal],
    ['00:60:00:00', pal],
    ['1:2:3:4', pal],
    ['', pal],
    ['00:00:01', pal],
    ['00:00:00:13', slow],
    ['-00:00:01:00', pal],
  ])('%j at %j is no timecode', (text, rate) => {
    expect(parseTimecode(text, rate)).toBeNull()
  })

  it('takes ; and . before the frames', () => {
    expect(parseTimecode('00:00:01;05', ntsc)).toBe(35)
    expect(parseTimecode('00:00:01.05', pal)).toBe(30)
  })

  it('stays exact after a day at 29.97', () => {
    const frame = 24 * 3600 * 30
    expect(frameAt(frameStartMs(frame, ntsc), ntsc)).toBe(frame)
    expect(frameStartMs(frame, ntsc)).toBe(86_486_400)
  })

  it.each([
    [0, '00:00:00.000'],
    [3_661_042, '01:01:01.042'],
    [-1, '00:00:00.000'],
  ])('%i ms is %s', (timeMs, expected) => {
    expect(formatClock(timeMs)).toBe(expected)
  })
})

/** Rates of cameras and films, as exact ratios. */
const rates = [
  { num: 24_000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60_000, den: 1001 },
  { num: 60, den: 1 },
  { num: 100, den: 1 },
  { num: 120_000, den: 1001 },
  { num: 120, den: 1 },
]
/** Some hundred frame numbers over ten hours at any rate, always the same. */
const someFrames = Array.from({ length: 400 }, (_, index) => (index < 200 ? index : (index * 7919 * 31) % 4_000_000))

describe('what people read', () => {
  it.each(rates)('at %j a moment kept in whole milliseconds is the frame it stands for', (rate) => {
    for (const frame of someFrames) {
      const exactMs = (frame * 1000 * rate.den) / rate.num
      for (const kept of [Math.floor(exactMs), Math.round(exactMs), Math.ceil(exactMs)])
        expect(timecodeText(kept, rate)).toBe(formatTimecode(frame, rate))
    }
  })

  it.each(rates)('at %j a length is its count of frames, however its times were rounded', (rate) => {
    for (const frames of someFrames.filter((count) => count > 0)) {
      const exactMs = (frames * 1000 * rate.den) / rate.num
      for (const kept of [Math.floor(exactMs), Math.round(exactMs), Math.ceil(exactMs)]) {
        expect(lengthText({ frames, durationMs: kept }, rate)).toBe(formatTimecode(frames, rate))
      }
      // A scene somewhere in a film has the length that its frames have, too.
      const startFrame = 1234
      const startMs = Math.round((startFrame * 1000 * rate.den) / rate.num)
      const endMs = Math.round(((startFrame + frames) * 1000 * rate.den) / rate.num)
      const scene = { startFrame, endFrame: startFrame + frames, startMs, endMs }
      expect(spanText(scene, rate)).toBe(formatTimecode(frames, rate))
      expect(spanText({ startMs, endMs }, rate)).toBe(formatTimecode(frames, rate))
    }
  })

  it('is the time where frames do not tell it: a varying rate, or sound that outlasts the picture', () => {
    // 60 frames that last ten seconds, at 25 a second on paper.
    expect(lengthText({ frames: 60, durationMs: 10_000 }, pal)).toBe('00:00:10:00')
    expect(lengthText({ frames: 0, durationMs: 2000 }, pal)).toBe('00:00:02:00')
    expect(lengthText({ frames: 121, durationMs: 4033 }, null)).toBe('00:00:04.033')
    expect(timecodeText(3_723_456, null)).toBe('01:02:03.456')
    expect(timecodeText(1000, { num: 0, den: 1 })).toBe('00:00:01.000')
  })

  it('counts the last of 121 frames', () => {
    const rate = { num: 30, den: 1 }
    expect(lengthText({ frames: 121, durationMs: 4033 }, rate)).toBe('00:00:04:01')
    expect(lengthText({ frames: 121, durationMs: 4033.333 }, rate)).toBe('00:00:04:01')
  })
})
