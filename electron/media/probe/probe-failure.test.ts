import { expect, test } from 'vitest'
import { fileKind, probeFailure } from './probe-failure.ts'

const streamKindOf = (text: string) => fileKind(Buffer.from(text, 'latin1'))

test('kinds of file by their first bytes', () => {
  expect(streamKindOf('\0\0\0 ftypisom')).toBe('mp4')
  expect(streamKindOf('\x1aE\xdf\xa3....')).toBe('matroska')
  expect(streamKindOf('FLV\x01....')).toBe('flv')
  expect(streamKindOf('This is not a film.')).toBe('unknown')
  expect(streamKindOf('')).toBe('unknown')
})

test.each([
  ["[hls @ 0x55] Format not on whitelist 'mov,matroska'", 'unknown', 'container_not_allowed'],
  ["[magicyuv @ 0x55] Codec (magicyuv) not on whitelist 'h264'", 'mp4', 'codec_not_allowed'],
  ['[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55] moov atom not found', 'mp4', 'moov_missing'],
  ['[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55] moov atom not found', 'unknown', 'not_media'],
  ['[IMGUTILS @ 0x7f] Picture size 60000x60000 is invalid', 'mp4', 'too_many_pixels'],
  ['file:/films/a.mp4: Invalid data found when processing input', 'unknown', 'not_media'],
  ['file:/films/a.flv: Invalid data found when processing input', 'flv', 'truncated'],
] as const)('%s (%s) is %s', (line, kind, code) => {
  expect(probeFailure(['some warning', line], kind).code).toBe(code)
})
