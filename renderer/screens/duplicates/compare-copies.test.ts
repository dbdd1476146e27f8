import { expect, it } from 'vitest'
import type { AlikeScene, DuplicateGroup } from '../../../electron/contract/index.ts'
import { differenceRows, keepInAll, likenessText, spareBytes, stretchesInStep } from './compare-copies.ts'

const copy = (
  id: string,
  videoId: string,
  startMs: number,
  endMs: number,
  more: Partial<AlikeScene> = {},
): AlikeScene => ({
  scene: {
    id,
    videoId,
    index: 0,
    startFrame: 0,
    endFrame: 25,
    startMs,
    endMs,
    keyframeUrl: null,
    keyframeMs: 0,
    gradual: false,
    captionExcerpt: null,
  },
  videoTitle: id,
  videoWidth: 1920,
  videoHeight: 1080,
  sizeBytes: 1_000,
  look: 1,
  correlation: null,
  offsetMs: 0,
  path: `/films/${id}.mp4`,
  missing: false,
  durationMs: 60_000,
  frameRate: { num: 25, den: 1 },
  codec: 'h264',
  bitRate: 2_500_000,
  addedAt: '2026-01-01T00:00:00.000Z',
  recordedAt: null,
  ...more,
})
const group = (id: string, ...scenes: readonly AlikeScene[]): DuplicateGroup => ({
  id,
  kind: 'duplicate',
  scenes: [...scenes],
  decided: false,
})

it('tells apart what differs', () => {
  const rows = differenceRows([copy('a', 'v1', 0, 1000), copy('b', 'v2', 0, 1000, { bitRate: 400_000, codec: null })])
  const row = (name: string) => rows.find((each) => each.name === name)
  expect(row('Bit rate')).toMatchObject({ values: ['2.5 Mbit/s', '400 kbit/s'], differs: true })
  expect(row('Codec')).toMatchObject({ values: ['h264', '–'], differs: true })
  expect(row('Picture')).toMatchObject({ differs: false })
  expect(row('Folder')?.values).toEqual(['/films', '/films'])
})

it('says how like the first a scene is', () => {
  const second = copy('b', 'v2', 0, 1000, { look: 0.91, correlation: 0.987, offsetMs: -2_000 })
  expect(likenessText(second, false)).toBe('Alike in look 91 %, over time 98 %, 2.0 s earlier')
  expect(likenessText(second, true)).toBe('')
})

it('plays what scenes have in common, or each from its beginning where that is not known', () => {
  const trimmed = copy('b', 'v2', 0, 3_000, { offsetMs: -1_000 })
  expect(stretchesInStep([copy('a', 'v1', 500, 5_000), trimmed])).toEqual([
    { startMs: 1_000, endMs: 4_000 },
    { startMs: 0, endMs: 3_000 },
  ])
  const take = copy('c', 'v3', 7_000, 9_000, { offsetMs: null })
  expect(stretchesInStep([copy('a', 'v1', 500, 5_000), take])).toEqual([
    { startMs: 500, endMs: 2_500 },
    { startMs: 7_000, endMs: 9_000 },
  ])
})

it('counts the files of the others once each', () => {
  const all = group('a', copy('a', 'v1', 0, 1), copy('b', 'v2', 0, 1), copy('c', 'v2', 0, 1), copy('d', 'v1', 0, 1))
  expect(spareBytes(all, 'a')).toBe(1_000)
})

it('keeps a video in all groups of the same videos', () => {
  const one = group('a', copy('a', 'v1', 0, 1), copy('b', 'v2', 0, 1))
  const two = group('c', copy('c', 'v2', 1, 2), copy('d', 'v1', 1, 2))
  const others = group('e', copy('e', 'v1', 2, 3), copy('f', 'v3', 2, 3))
  const twice = group('g', copy('g', 'v1', 3, 4), copy('h', 'v1', 4, 5), copy('i', 'v2', 3, 4))
  expect(keepInAll([one, two, others, twice], one, 'v1')).toEqual({ groups: 2, keep: ['a', 'd'], reject: ['b', 'c'] })
})
