import { describe, expect, it } from 'vitest'
import type { TakePart, VideoDetailsRecord } from '../ports/index.ts'
import { clipsOfParts } from './clips-of-parts.ts'
import { sampleClip, sampleMedia } from './fixtures/sample-timeline.ts'

/** What the clips need to know of a film: where it lies, and its timecode. */
const filmAt = (path: string, timecode: string | null) =>
  ({
    path,
    probe: {
      sourceTimecode: timecode === null ? null : { reel: null, start: timecode },
    },
  }) as unknown as VideoDetailsRecord

const part = (name: string, seconds: number): TakePart => ({
  name,
  sizeBytes: 1,
  contentId: name,
  durationUs: seconds * 1_000_000,
  pictureUs: seconds * 1_000_000,
})

const parts = [part('GX010123.MP4', 10), part('GX020123.MP4', 10), part('GX030123.MP4', 5)]
const media = (startFrame: number) =>
  sampleMedia('take', {
    rate: { num: 25, den: 1 },
    startFrame,
    frames: 625,
    path: '/cards/GX010123.MP4',
    reel: 'GX010123',
  })

describe('clips of a film in several files', () => {
  it('name the file and count its own frames', () => {
    const clip = sampleClip(media(0), 260, 300)
    const [only, ...others] = clipsOfParts(clip, filmAt('/cards/GX010123.MP4', null), parts, [])
    expect(others).toEqual([])
    expect(only).toMatchObject({
      in: 10,
      out: 50,
      media: { name: 'GX020123.MP4', path: '/cards/GX020123.MP4', startFrame: 0, frames: 250 },
    })
  })

  it('are one for each file that a range reaches into, and lose no frame', () => {
    const clip = sampleClip(media(0), 200, 600, {
      startMs: 8000,
      endMs: 24_000,
      words: [
        { startSeconds: 1, endSeconds: 3, text: 'over the first seam' },
        { startSeconds: 13, endSeconds: 14, text: 'in the last file' },
      ],
    })
    const found = clipsOfParts(clip, filmAt('/cards/GX010123.MP4', null), parts, [{ from: '/cards', to: 'D:\\cards' }])
    expect(found.map((each) => [each.media.name, each.in, each.out])).toEqual([
      ['GX010123.MP4', 200, 250],
      ['GX020123.MP4', 0, 250],
      ['GX030123.MP4', 0, 100],
    ])
    expect(found.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [8000, 10_000],
      [10_000, 20_000],
      [20_000, 24_000],
    ])
    expect(found.map(({ words }) => words)).toEqual([
      [{ startSeconds: 1, endSeconds: 2, text: 'over the first seam' }],
      [{ startSeconds: 0, endSeconds: 1, text: 'over the first seam' }],
      [{ startSeconds: 1, endSeconds: 2, text: 'in the last file' }],
    ])
    expect(new Set(found.map(({ media: { id } }) => id)).size).toBe(3)
    expect(found[2]?.media.path).toBe('D:\\cards\\GX030123.MP4')
  })

  it('count frames by the pictures, before which sound may begin', () => {
    const clip = sampleClip(media(0), 240, 260)
    const late = parts.map((each, index) => (index === 0 ? { ...each, durationUs: 10_021_016 } : each))
    const found = clipsOfParts(clip, filmAt('/cards/GX010123.MP4', null), late, [])
    expect(found.map((each) => [each.in, each.out])).toEqual([
      [240, 250],
      [0, 10],
    ])
  })

  it('keep the timecode of the take, which runs on from file to file', () => {
    const clip = sampleClip(media(90_000), 300, 310)
    const [found] = clipsOfParts(clip, filmAt('/cards/GX010123.MP4', '01:00:00:00'), parts, [])
    expect(found).toMatchObject({ in: 50, out: 60, media: { startFrame: 90_250 } })
  })
})
