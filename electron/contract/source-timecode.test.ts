import { describe, expect, it } from 'vitest'
import { canDropFrames, frameOfLabel, frameOfSourceLabel, momentText, timecodeLabel } from './source-timecode.ts'

const rate = (num: number, den = 1) => ({ num, den })

describe.each([
  [30, 2_589_408],
  [60, 5_178_816],
])('drop-frame timecode at %i × 1000/1001', (counted, framesOfDay) => {
  const dropping = rate(counted * 1000, 1001)

  it('counts every label of a whole day once, in order, and none of those that are dropped', () => {
    let frame = 0
    let wrong = 0
    for (let minute = 0; minute < 1440; minute += 1) {
      for (let second = 0; second < 60; second += 1) {
        const first = second === 0 && minute % 10 !== 0 ? counted / 15 : 0
        for (let rest = first; rest < counted; rest += 1) {
          const [hours, minutes, seconds, frames] = [Math.floor(minute / 60), minute % 60, second, rest].map((part) =>
            String(part).padStart(2, '0'),
          )
          const label = `${hours}:${minutes}:${seconds};${frames}`
          // All labels of the minutes around drops, else each 97th: the rest of a minute counts on.
          if (
            (second < 2 || frame % 97 === 0) &&
            (timecodeLabel(frame, dropping, true) !== label || frameOfLabel(label, dropping, true) !== frame)
          )
            wrong += 1
          frame += 1
        }
      }
    }
    expect(wrong).toBe(0)
    expect(frame).toBe(framesOfDay)
    expect(timecodeLabel(framesOfDay, dropping, true)).toBe('00:00:00;00')
  })

  it('stays within a frame or two of the clock at every hour', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const frame = frameOfLabel(`${String(hour).padStart(2, '0')}:00:00;00`, dropping, true) ?? Number.NaN
      expect(Math.abs((frame * 1001) / (counted * 1000) - hour * 3600)).toBeLessThan(0.09)
    }
  })

  it('refuses labels that are dropped', () => {
    expect(frameOfLabel('00:01:00;00', dropping, true)).toBeNull()
    expect(frameOfLabel('00:10:00;00', dropping, true)).toBe(counted * 600 - (9 * counted) / 15)
    expect(frameOfLabel('00:01:00:00', dropping, false)).toBe(counted * 60)
  })
})

it('knows which rates can drop', () => {
  expect([rate(30_000, 1001), rate(60_000, 1001), rate(2997, 100)].map(canDropFrames)).toEqual([true, true, true])
  expect([rate(30), rate(24_000, 1001), rate(25), rate(60)].map(canDropFrames)).toEqual([false, false, false, false])
})

it('labels other rates frame by frame, over midnight too', () => {
  expect(timecodeLabel(25 * 3600, rate(25), true)).toBe('01:00:00:00')
  expect(timecodeLabel(24 * 86_400 + 1, rate(24_000, 1001), false)).toBe('00:00:00:01')
  expect(timecodeLabel(-1, rate(25), false)).toBe('23:59:59:24')
  expect(frameOfLabel('10:00:00:00', rate(24_000, 1001), false)).toBe(864_000)
  expect(frameOfLabel('10:00:00:25', rate(25), false)).toBeNull()
  expect(frameOfLabel('nonsense', rate(25), false)).toBeNull()
})

describe('moments as people read them', () => {
  const rate = { num: 30_000, den: 1001 }
  const source = { start: '00:59:59;28', frameRate: rate, dropFrame: true, reel: 'A001', from: 'tmcd' } as const

  it('count from the beginning, or as the camera did', () => {
    expect(momentText(1000, rate, null)).toBe('00:00:01:00')
    expect(momentText(0, rate, source)).toBe('00:59:59;28')
    expect(momentText(0, rate, source, 2)).toBe('01:00:00;00')
    // 01:01:00;00 and ;01 are left out.
    expect(momentText(0, rate, source, 1802)).toBe('01:01:00;02')
    expect(momentText(500, null, source)).toBe('00:00:00.500')
  })

  it('are found again by their label', () => {
    for (const frame of [0, 1, 2, 1801, 1802, 17_984, 107_892])
      expect(frameOfSourceLabel(source, momentText(0, rate, source, frame))).toBe(frame)
    expect(frameOfSourceLabel(source, '00:59:59;27')).toBeNull()
    expect(frameOfSourceLabel(source, '01:01:00;00')).toBeNull()
    expect(frameOfSourceLabel(source, '12')).toBeNull()
  })
})
