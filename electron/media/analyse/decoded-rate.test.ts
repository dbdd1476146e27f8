import { describe, expect, test } from 'vitest'
import type { Rational } from '../../contract/index.ts'
import { decodedRate } from './decoded-rate.ts'

const steady = (rate: Rational, frames: number): number[] =>
  Array.from({ length: frames }, (_, frame) => Math.round((frame * 1e6 * rate.den) / rate.num) / 1000)
const rateOf = (times: readonly number[], declared: Rational, endMs = times.at(-1) ?? 0) =>
  decodedRate(times.length, times, declared, endMs)

describe('the rate of decoded frames', () => {
  test.each([
    { num: 25, den: 1 },
    { num: 24_000, den: 1001 },
    { num: 480, den: 1 },
    { num: 2000, den: 1 },
    { num: 10_000, den: 1 },
    { num: 1, den: 60 },
  ])('is the declared one where they come by it: %j', (rate) => {
    expect(rateOf(steady(rate, 500), rate)).toEqual({ frameRate: rate, variableFrameRate: false })
  })

  test('3:2 pulldown is film, whatever the header says and wherever it begins', () => {
    const fieldMs = 1001 / 60
    for (const phase of [0, 1]) {
      const times = Array.from({ length: 240 }, (_, frame) => Math.floor((frame * 5 + phase) / 2) * fieldMs)
      expect(rateOf(times, { num: 113, den: 4 })).toEqual({
        frameRate: { num: 24_000, den: 1001 },
        variableFrameRate: false,
      })
    }
  })

  test('a clock in whole milliseconds hides no standard rate', () => {
    const times = steady({ num: 60_000, den: 1001 }, 2000).map(Math.round)
    expect(rateOf(times, { num: 1000, den: 1 })).toEqual({
      frameRate: { num: 60_000, den: 1001 },
      variableFrameRate: false,
    })
  })

  test('a gap makes it vary, and a held last picture counts in the average', () => {
    const gap = steady({ num: 25, den: 1 }, 100).map((time, frame) => (frame < 50 ? time : time + 400))
    expect(rateOf(gap, { num: 25, den: 1 }).variableFrameRate).toBe(true)
    const held = rateOf([0, 40, 1000, 1040], { num: 1, den: 5 }, 20_000)
    expect(held).toEqual({ frameRate: { num: 1, den: 5 }, variableFrameRate: true })
  })

  test('one frame refutes nothing', () => {
    expect(rateOf([7], { num: 30, den: 1 })).toEqual({ frameRate: { num: 30, den: 1 }, variableFrameRate: false })
  })
})
