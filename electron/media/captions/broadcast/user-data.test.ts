import { describe, expect, test } from 'vitest'
import { captionUnitFilter, holdsCaptionData, pairsOfPicture } from './user-data.ts'

const pair = (type: number, first: number, second: number, atMs = 1000) => ({ atMs, type, first, second })

describe('captions in the units of a picture', () => {
  const registered = [0xb5, 0x00, 0x31, 0x47, 0x41, 0x39, 0x34, 0x03, 0x42, 0xff, 0xfc, 0xc8, 0xe5, 0xfd, 0x80, 0x80]

  test('DVDs: pairs of all frames of a group, odd field first; the count is not relied on', () => {
    const blocks = [0xff, 0xc8, 0xe5, 0xfe, 0x80, 0x80, 0xff, 0xec, 0xec, 0xfe, 0x49, 0x4a]
    const units = Buffer.from([0, 0, 1, 0xb2, 0x43, 0x43, 0x01, 0xf8, 0x80 | (15 << 1), ...blocks, 0, 0, 1, 0xb8])
    const found = pairsOfPicture('mpeg2video', units, 1000)
    expect(found.map(({ type, first }) => [type, first])).toEqual([
      [0, 0xc8],
      [0, 0xec],
      [1, 0x49],
    ])
    expect(found[1]?.atMs).toBeCloseTo(1000 + 1001 / 30, 5)
    expect(holdsCaptionData('mpeg2video', units)).toBe(true)
  })

  test('AV1: a metadata unit; padding is left out', () => {
    const units = Buffer.from([0x2a, registered.length + 1, 0x04, ...registered])
    expect(pairsOfPicture('av1', units, 1000)).toEqual([pair(0, 0xc8, 0xe5)])
  })

  test('H.264: bytes that would look like a start code are unescaped', () => {
    const escaped = [
      0xb5, 0x00, 0x31, 0x47, 0x41, 0x39, 0x34, 0x03, 0x42, 0xff, 0xfe, 0x00, 0x00, 0x03, 0xff, 0x01, 0x02,
    ]
    expect(pairsOfPicture('h264', Buffer.from([0, 0, 1, 6, 4, 17, ...escaped]), 1000)).toEqual([
      pair(2, 0, 0),
      pair(3, 1, 2),
    ])
  })

  test('a cut-off unit, and codecs that carry none', () => {
    expect(pairsOfPicture('h264', Buffer.from(registered.slice(0, 9)), 1000)).toEqual([])
    expect(captionUnitFilter('prores')).toBeNull()
    expect(captionUnitFilter('constructor')).toBeNull()
    expect(holdsCaptionData('h264', Buffer.from([0, 0, 1, 6]))).toBe(false)
  })
})
