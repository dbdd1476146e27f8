import { expect, it } from 'vitest'
import { needsYouCount, workText } from './work-text.ts'

it('tells videos and the time left, never jobs', () => {
  const work = { videos: 300, done: 212, leftMs: 360_000 }
  expect(workText({ work }, true)).toBe('212 of 300 videos · 6 min left')
  expect(workText({ work: { videos: 1, done: 0, leftMs: null } }, true)).toBe(
    '0 of 1 video · working out the time left',
  )
  expect(workText({ work }, false)).toBe('212 of 300 videos · last known')
  const paused = { code: 'disk_full', message: '', remedy: '', since: '2026-01-01T00:00:00.000Z' }
  expect(workText({ work, paused }, true)).toBe('212 of 300 videos · paused')
  expect(workText({}, true)).toBeNull()
  expect(workText(null, true)).toBeNull()
})

it('counts a file once, whether the core knows of it or not', () => {
  const uploads = [
    { state: 'failed', problemPath: null },
    { state: 'failed', problemPath: '/library/originals/a/b.mp4' },
    { state: 'done', problemPath: null },
  ]
  expect(needsYouCount({ needsYou: 3 }, uploads)).toBe(4)
  expect(needsYouCount(null, [])).toBe(0)
})
