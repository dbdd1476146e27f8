import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { fixtureClip, fixtureTruth } from '../../../build/fixtures/clips.ts'
import { detectBoundaries } from '../../domain/cuts/detect.ts'
import { decodeFeatures } from '../../domain/cuts/feature-codec.ts'
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
import { expectWellFormed, makeResultFolders, slow, startsOf } from './fixtures/analysed-clips.ts'

const { folderOf, clipFolder } = makeResultFolders()

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
