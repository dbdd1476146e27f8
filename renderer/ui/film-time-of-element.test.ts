import { expect, it } from 'vitest'
import { copyZero } from '../../electron/contract/index.ts'
import { filmTimeOfElementMs, seekToFilmTime } from './film-time-of-element.ts'

it('sends a player of the file to file time, and one of a copy to film time', () => {
  const element = { currentTime: 0 }
  seekToFilmTime(element, 2500, { startTimeMs: 29_993 })
  expect(element.currentTime).toBeCloseTo(32.493, 6)
  expect(filmTimeOfElementMs(element, { startTimeMs: 29_993 })).toBeCloseTo(2500, 6)
  seekToFilmTime(element, 2500, copyZero)
  expect(element.currentTime).toBe(2.5)
})

it('asks for no time before the file begins', () => {
  const element = { currentTime: 9 }
  seekToFilmTime(element, 0, { startTimeMs: -7 })
  expect(element.currentTime).toBe(0)
})
