import { expect, test } from 'vitest'
import { copyZero, fileTimeMs, filmTimeMs } from './film-time.ts'

test.each([0, 30_014, -7, 36_002_877.978, 95_400_000])(
  'film time and file time lead back to each other (zero at %d)',
  (startTimeMs) => {
    const zero = { startTimeMs }
    expect(fileTimeMs(0, zero)).toBe(startTimeMs)
    expect(filmTimeMs(startTimeMs, zero)).toBe(0)
    for (const filmMs of [0, 41.708, 2500, 7_200_000])
      expect(filmTimeMs(fileTimeMs(filmMs, zero), zero)).toBeCloseTo(filmMs, 6)
  },
)

test('a copy counts in film time', () => {
  expect(fileTimeMs(2500, copyZero)).toBe(2500)
})
