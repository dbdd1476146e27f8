import { describe, expect, it } from 'vitest'
import { fixtureClip, fixtureTruth } from '../../../build/fixtures/clips.ts'
import { analysed, expectValue, ffmpeg, framePicture, probed } from './fixtures/analysed.ts'
import { expectWellFormed, makeResultFolders, slow, startsOf } from './fixtures/analysed-clips.ts'

const { folderOf, clipFolder } = makeResultFolders()

describe('analysing all kinds of film', () => {
  it(
    'shows rotated film upright',
    async () => {
      const { folder, result } = await clipFolder('rotated')
      const straight = await clipFolder('three-scenes')
      expect(startsOf(result)).toEqual(fixtureTruth('rotated').cuts)
      expect(result.filmstrip).toMatchObject({ tileWidth: 90, tileHeight: 160 })
      // The third scene shows SMPTE bars, whose top left is grey: rotated=90 in the container turns counter-clockwise.
      const turned = await framePicture(folder, result.frames, result.scenes[2]?.keyframe)
      const plain = await framePicture(straight.folder, straight.result.frames, straight.result.scenes[2]?.keyframe)
      expect([turned.width, turned.height]).toEqual([180, 320])
      const expected = await probed(await fixtureClip('rotated'))
      expect([expected.width, expected.height]).toEqual([180, 320])
      const corner = plain.mean(0.02, 0.05, 0.05, 0.1)
      const corners = [turned.mean(0.05, 0.93, 0.1, 0.05), turned.mean(0.85, 0.02, 0.1, 0.05)]
      const clockwise = expected.rotationDegrees === 90
      const found = corners[clockwise ? 1 : 0] ?? [0, 0, 0]
      for (const channel of [0, 1, 2] as const) expect(Math.abs(found[channel] - corner[channel])).toBeLessThan(12)
    },
    slow,
  )

  it(
    'keeps the times of film with a varying frame rate',
    async () => {
      const { result } = await clipFolder('vfr')
      expect(startsOf(result)).toEqual([50, 110])
      expect(result.scenes.map(({ startMs }) => startMs)).toEqual([0, 2000, 6800])
      expectWellFormed(result)
    },
    slow,
  )

  it(
    'takes a single frame, odd sizes and portrait',
    async () => {
      const single = await clipFolder('single-frame')
      expect(single.result).toMatchObject({ frameCount: 1, scenes: [{ startFrame: 0, endFrame: 1, keyframe: 0 }] })
      expect(single.result.filmstrip?.count).toBeGreaterThanOrEqual(1)
      const odd = await clipFolder('odd-size')
      expect(startsOf(odd.result)).toEqual([30])
      expect(odd.result.frames[0]).toMatchObject({ width: 100, height: 56 })
      const portrait = await clipFolder('portrait')
      expect(startsOf(portrait.result)).toEqual([40])
      expect(portrait.result.frames[0]).toMatchObject({ width: 180, height: 320 })
      for (const { result } of [single, odd, portrait]) expectWellFormed(result)
    },
    slow,
  )

  it(
    'takes film that is one pixel high',
    async () => {
      const file = folderOf('flat.mkv')
      await ffmpeg([
        '-f',
        'lavfi',
        '-i',
        'testsrc2=s=64x2:d=1',
        '-vf',
        'crop=64:1:0:0:exact=1,format=yuv444p',
        '-c:v',
        'ffv1',
        file,
      ])
      const result = expectValue(await analysed(file, folderOf('flat')))
      expect(result.frameCount).toBe(25)
      expect(result.frames[0]).toMatchObject({ width: 64, height: 2 })
    },
    slow,
  )

  it(
    'keeps what could be decoded of a file that is cut off, and says so',
    async () => {
      const { result } = await clipFolder('truncated')
      const truth = fixtureTruth('truncated')
      expect(truth).toBeDefined()
      expect(result.frameCount).toBeGreaterThan(100)
      expect(result.warnings.map(({ code }) => code)).toContain('truncated')
      expectWellFormed(result)
    },
    slow,
  )

  it(
    'maps HDR to SDR',
    async () => {
      const file = folderOf('hdr.mp4')
      const tags = 'setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc:range=tv'
      await ffmpeg([
        ...['-f', 'lavfi', '-i', 'smptehdbars=s=320x180:r=25:d=1', '-vf', `format=yuv420p10le,${tags}`],
        ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none'],
        ...['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc', file],
      ])
      const probe = await probed(file)
      expect(probe.hdr).toBe('pq')
      const mapped = expectValue(await analysed(file, folderOf('hdr')))
      const flat = expectValue(await analysed(file, folderOf('flat-hdr'), { probe: { ...probe, hdr: 'none' } }))
      expect(mapped.warnings).toEqual([])
      const shown = await framePicture(folderOf('hdr'), mapped.frames, mapped.scenes[0]?.keyframe)
      const asStored = await framePicture(folderOf('flat-hdr'), flat.frames, flat.scenes[0]?.keyframe)
      const cells = Array.from({ length: 16 }, (_, cell) => [(cell % 4) / 4, Math.floor(cell / 4) / 4] as const)
      const changes = cells.map(([x, y]) => {
        const [left, right] = [shown.mean(x, y, 0.2, 0.2), asStored.mean(x, y, 0.2, 0.2)]
        return Math.max(...left.map((value, channel) => Math.abs(value - (right[channel] ?? 0))))
      })
      expect(Math.max(...changes)).toBeGreaterThan(20)
    },
    slow,
  )

  it(
    'takes film without timestamps and pictures that begin after the sound',
    async () => {
      // AVI has no presentation times.
      const bare = folderOf('bare.avi')
      await ffmpeg(['-i', await fixtureClip('three-scenes'), '-an', '-c:v', 'copy', bare])
      const mkv = folderOf('late.mkv')
      const source = await fixtureClip('three-scenes')
      await ffmpeg(['-itsoffset', '1.5', '-i', source, '-i', source, '-map', '0:v', '-map', '1:a', '-c', 'copy', mkv])
      const late = expectValue(await analysed(mkv, folderOf('late')))
      expect(startsOf(late)).toEqual([50, 110])
      expect(Math.abs((late.scenes[1]?.startMs ?? 0) - 3500)).toBeLessThanOrEqual(40)
      const withoutTimes = expectValue(await analysed(bare, folderOf('bare')))
      expect(startsOf(withoutTimes)).toEqual([50, 110])
      expect(Math.abs((withoutTimes.scenes[1]?.startMs ?? 0) - 2000)).toBeLessThanOrEqual(80)
    },
    slow,
  )
})
