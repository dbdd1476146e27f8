import { expect, it } from 'vitest'

import { toSrt, toVtt } from './caption-file.ts'

const cues = [
  { startMs: 0, endMs: 1500, text: 'a < b & c' },
  { startMs: 3_723_004, endMs: 3_724_000, text: 'two\n\nlines' },
]

it('writes SubRip', () => {
  expect(toSrt(cues)).toBe(
    '1\r\n00:00:00,000 --> 00:00:01,500\r\na < b & c\r\n\r\n' +
      '2\r\n01:02:03,004 --> 01:02:04,000\r\ntwo\r\nlines\r\n',
  )
})

it('writes WebVTT with markup characters escaped', () => {
  expect(toVtt(cues)).toBe(
    'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\na &lt; b &amp; c\n\n01:02:03.004 --> 01:02:04.000\ntwo\nlines\n',
  )
})
