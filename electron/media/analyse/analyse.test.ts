import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FixtureName, fixtureClip, fixtureTruth } from '../../../build/fixtures/clips.ts'
import { detectBoundaries } from '../../domain/cuts/detect.ts'
import { decodeFeatures } from '../../domain/cuts/feature-codec.ts'
import type { AnalysisResult } from '../../domain/ports/index.ts'
import {
  analysed,
  cuts,
  expectValue,
  ffmpeg,
  ffmpegOutput,
  framePicture,
  picture,
  probed,
  sampledJpeg,
} from './fixtures/analysed.ts'

const slow = 240_000
let root = ''
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'goodclips-analyse-'))
})
afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

const folderOf = (name: string): string => path.join(root, name)
const clipFolder = async (name: FixtureName): Promise<{ folder: string; result: AnalysisResult }> => {
  const folder = folderOf(name)
  return { folder, result: expectValue(await analysed(await fixtureClip(name), folder)) }
}
const startsOf = ({ scenes }: AnalysisResult): readonly number[] => scenes.slice(1).map(({ startFrame }) => startFrame)

/** What holds for every analysis. */
const expectWellFormed = ({ scenes, frames, frameCount, durationMs }: AnalysisResult): void => {
  expect(scenes[0]?.startFrame).toBe(0)
  expect(scenes.at(-1)?.endFrame).toBe(frameCount)
  expect(scenes.at(-1)?.endMs).toBe(durationMs)
  scenes.forEach((scene, index) => {
    if (index > 0) expect(scene.startFrame).toBe(scenes[index - 1]?.endFrame)
    const own = frames.filter(({ frameNumber }) => frameNumber >= scene.startFrame && frameNumber < scene.endFrame)
    expect(own.length).toBeGreaterThanOrEqual(1)
    expect(own.length).toBeLessThanOrEqual(8)
    expect(own.map(({ frameNumber }) => frameNumber)).toContain(scene.keyframe)
  })
  frames.forEach((frame, index) => {
    const before = frames[index - 1]
    expect(frame.offset).toBe(before === undefined ? 0 : before.offset + before.length)
    if (before) expect(frame.frameNumber).toBeGreaterThan(before.frameNumber)
  })
}

describe('analyse', () => {
  it(
    'finds known cuts to the frame, and writes what it tells of',
    async () => {
      const { folder, result } = await clipFolder('three-scenes')
      expect(startsOf(result)).toEqual(fixtureTruth('three-scenes').cuts)
      expect(result.frameCount).toBe(175)
      expect(result.scenes.map(({ startMs }) => startMs)).toEqual([0, 2000, 4400])
      expect(result.durationMs).toBe(7000)
      expect(result.warnings).toEqual([])
      expectWellFormed(result)
      const total = result.frames.reduce((sum, { length }) => sum + length, 0)
      expect((await readFile(path.join(folder, 'frames.pack'))).length).toBe(total)
      expect((await readdir(folder)).sort()).toEqual(['features.bin', 'filmstrip-0.jpg', 'frames.pack'])
    },
    slow,
  )

  it(
    'cuts as the detector does over the whole film, also with many scenes',
    async () => {
      const reports: number[] = []
      const folder = folderOf('many')
      const file = await fixtureClip('many-scenes')
      const result = expectValue(
        await analysed(file, folder, { onProgress: ({ positionMs }) => reports.push(positionMs) }),
      )
      expectWellFormed(result)
      const features = decodeFeatures(await readFile(path.join(folder, 'features.bin')))
      if (!features.ok) throw new Error(features.error.message)
      expect(startsOf(result)).toEqual(detectBoundaries(features.value, cuts).map(({ frame }) => frame))
      expect(startsOf(result)).toEqual(fixtureTruth('many-scenes').cuts)
      expect(reports.length).toBeGreaterThan(1)
      expect(reports).toEqual(reports.toSorted((left, right) => left - right))
    },
    slow,
  )

  it(
    'gives byte-identical rows and files again, and leaves a proxy alone',
    async () => {
      const { folder, result } = await clipFolder('two-scenes')
      const contents = async () =>
        Promise.all((await readdir(folder)).sort().map(async (name) => [name, await readFile(path.join(folder, name))]))
      const before = await contents()
      await writeFile(path.join(folder, 'proxy.mp4'), 'kept')
      // What a killed run leaves, and sheets of a longer strip.
      await mkdir(path.join(folder, 'analysis.partial'))
      await writeFile(path.join(folder, 'analysis.partial', 'frames.pack'), 'half')
      await writeFile(path.join(folder, 'filmstrip-7.jpg'), 'stale')
      const again = expectValue(await analysed(await fixtureClip('two-scenes'), folder))
      expect(again).toEqual(result)
      expect(await readFile(path.join(folder, 'proxy.mp4'), 'utf8')).toBe('kept')
      await rm(path.join(folder, 'proxy.mp4'))
      expect(await contents()).toEqual(before)
    },
    slow,
  )

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
    'never takes a black frame or one in mid-fade for a keyframe',
    async () => {
      const file = folderOf('fade.mp4')
      await ffmpeg([
        ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=6', '-vf', 'fade=in:25:75,format=yuv420p'],
        ...['-c:v', 'libx264', '-preset', 'ultrafast', file],
      ])
      const folder = folderOf('fade')
      const result = expectValue(await analysed(file, folder))
      const keyframe = result.scenes.at(-1)?.keyframe ?? 0
      expect(keyframe).toBeGreaterThan(95)
      const [red, green, blue] = (await framePicture(folder, result.frames, keyframe)).mean(0, 0, 1, 1)
      expect(red + green + blue).toBeGreaterThan(200)
    },
    slow,
  )

  it(
    'shows on each tile of the filmstrip what is shown at its time',
    async () => {
      const file = folderOf('steps.mkv')
      // Grey that rises by 20 each second.
      await ffmpeg([
        ...['-f', 'lavfi', '-i', 'color=black:s=160x90:r=10:d=8', '-vf', "geq=lum='30+20*floor(T)':cb=128:cr=128"],
        ...['-c:v', 'ffv1', file],
      ])
      const folder = folderOf('steps')
      const { filmstrip } = expectValue(await analysed(file, folder))
      if (filmstrip === null) throw new Error('no filmstrip')
      expect(filmstrip).toMatchObject({ tileWidth: 160, tileHeight: 90, intervalMs: 250, count: 32, sheets: 1 })
      const { columns, rows } = filmstrip
      const sheet = await picture(await readFile(path.join(folder, 'filmstrip-0.jpg')), columns * 160, rows * 90)
      for (let tile = 0; tile < filmstrip.count; tile++) {
        const [x, y] = [(tile % columns) / columns, Math.floor(tile / columns) / rows]
        const [red] = sheet.mean(x + 0.02, y + 0.02, 0.04, 0.1)
        const luma = 30 + 20 * Math.floor((tile * 250) / 1000)
        expect(Math.abs(red - ((luma - 16) * 255) / 219), `tile ${tile}`).toBeLessThan(4)
      }
    },
    slow,
  )

  it(
    'keeps frames close to the source (PSNR)',
    async () => {
      const { folder, result } = await clipFolder('odd-size')
      const frame = result.frames[0]
      if (frame === undefined) throw new Error('no frame')
      const jpeg = folderOf('kept.jpg')
      await writeFile(jpeg, await sampledJpeg(folder, frame))
      const raw = ['-f', 'rawvideo', '-frames:v', '1']
      const scaled = `select=eq(n\\,${frame.frameNumber}),zscale=w=100:h=56:f=bilinear:r=full,format=yuv420p`
      const source = await ffmpegOutput(['-i', await fixtureClip('odd-size'), '-vf', scaled, ...raw])
      const kept = await ffmpegOutput(['-i', jpeg, '-pix_fmt', 'yuvj420p', ...raw])
      expect(kept.length).toBe((100 * 56 * 3) / 2)
      expect(source.length).toBe(kept.length)
      const squares = kept.reduce((sum, value, at) => sum + (value - (source[at] ?? 0)) ** 2, 0)
      const psnr = 10 * Math.log10(255 ** 2 / (squares / kept.length))
      expect(psnr).toBeGreaterThan(36)
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

  it(
    'fails with a reason when nothing can be decoded, and leaves the earlier results',
    async () => {
      const { folder, result } = await clipFolder('three-scenes')
      const probe = await probed(await fixtureClip('three-scenes'))
      const failed = await analysed(await fixtureClip('text-as-video'), folder, { probe })
      expect(failed).toMatchObject({ ok: false, error: { code: 'no_frames_decoded' } })
      expect((await readdir(folder)).sort()).toEqual(['features.bin', 'filmstrip-0.jpg', 'frames.pack'])
      expectWellFormed(result)
    },
    slow,
  )
})

/** Processes whose command line names a file (Linux). */
const processesNaming = (file: string): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(file)
      } catch {
        return false
      }
    })

describe('cancelling an analysis', () => {
  it.skipIf(process.platform !== 'linux')(
    'takes less than two seconds and leaves no process and no file (looks into /proc, hence Linux)',
    async () => {
      const file = await fixtureClip('long-1080p')
      const folder = folderOf('cancelled')
      const controller = new AbortController()
      let abortedAt = 0
      const result = await analysed(file, folder, {
        signal: controller.signal,
        onProgress: ({ positionMs }) => {
          if (positionMs < 1000 || controller.signal.aborted) return
          expect(processesNaming(file).length).toBeGreaterThan(0)
          abortedAt = performance.now()
          controller.abort()
        },
      })
      expect(result).toMatchObject({ ok: false, error: { code: 'cancelled' } })
      expect(performance.now() - abortedAt).toBeLessThan(2000)
      expect(processesNaming(file)).toEqual([])
      expect(await readdir(folder)).toEqual([])
    },
    slow,
  )
})
