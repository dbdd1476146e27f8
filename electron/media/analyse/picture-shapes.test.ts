import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeProxy } from '../proxy/make-proxy.ts'
import {
  analysed,
  expectValue,
  ffmpeg,
  ffmpegOutput,
  framePicture,
  limits,
  type Picture,
  picture,
  probed,
} from './fixtures/analysed.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'goodclips-shapes-'))
})
afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

const film = async (name: string, ...args: readonly string[]): Promise<string> => {
  const file = path.join(root, name)
  await ffmpeg([...args, file])
  return file
}

/** Writes films of the same kind one after the other into one file, as recorders do. */
const joined = async (name: string, ...parts: readonly string[]): Promise<string> => {
  const file = path.join(root, name)
  await writeFile(file, Buffer.concat(await Promise.all(parts.map((part) => readFile(part)))))
  return file
}

const copyOf = async (file: string): Promise<string> => {
  const outputPath = `${file}.copy.mp4`
  const call = { path: file, limits, signal: new AbortController().signal, onProgress: () => {} }
  expectValue(
    await makeProxy(
      { ...call, probe: await probed(file), outputPath },
      { ffmpegPath: 'ffmpeg' },
      { h264: true, toneMapping: true, fpsMode: true },
    ),
  )
  return outputPath
}

/** One picture of a film at a time, in its coded size. */
const pictureAt = async (file: string, seconds: number): Promise<Picture> => {
  const { codedWidth, codedHeight } = await probed(file)
  const jpeg = await ffmpegOutput(['-ss', String(seconds), '-i', file, '-frames:v', '1', '-q:v', '2', '-f', 'mjpeg'])
  return picture(jpeg, codedWidth, codedHeight)
}

const isBlack = (color: readonly number[]): boolean => color.every((value) => value < 24)

/** How much lines differ from the two beside them: high where two moments are woven into one picture. */
const combing = (shown: Picture): number => {
  let sum = 0
  const line = 1 / shown.height
  for (let row = 40; row < shown.height - 40; row++) {
    for (let column = 0; column < 64; column++) {
      const at = (offset: number): number => shown.mean(column / 64, (row + offset) * line, 1 / 640, line / 2)[1]
      sum += Math.abs(2 * at(0) - at(-1) - at(1))
    }
  }
  return sum / ((shown.height - 80) * 64)
}

describe('interlaced pictures', () => {
  const source = [
    '-f',
    'lavfi',
    '-i',
    "nullsrc=s=320x240:r=50:d=2,geq=lum='if(lt(mod(X+N*11,80),40),30,220)':cb=128:cr=128",
  ]

  it('lose their combs in key frames and copies, one picture for one picture', async () => {
    const file = await film(
      'combs.mp4',
      ...[...source, '-vf', 'tinterlace=mode=interleave_top', '-c:v', 'libx264', '-preset', 'ultrafast'],
      ...['-crf', '12', '-flags', '+ildct+ilme', '-x264-params', 'tff=1', '-pix_fmt', 'yuv420p'],
    )
    const whole = await probed(file)
    const folder = path.join(root, 'combs')
    const analysis = expectValue(await analysed(file, folder))
    expect(analysis.frameCount).toBe(50)
    expect(analysis.durationMs).toBe(2000)
    const woven = path.join(root, 'woven')
    const untouched = expectValue(await analysed(file, woven, { probe: { ...whole, fieldOrder: 'progressive' } }))
    expect(untouched.frameCount).toBe(50)
    const spans = (found: typeof analysis) => found.scenes.map(({ startFrame, endFrame }) => [startFrame, endFrame])
    expect(spans(analysis)).toEqual(spans(untouched))
    // Which frames are sampled depends on how sharp they look; any of them shows combs or none.
    const shown = (from: string, { frames }: typeof analysis) => framePicture(from, frames, frames.at(-1)?.frameNumber)
    const before = combing(await shown(woven, untouched))
    const after = combing(await shown(folder, analysis))
    expect(before).toBeGreaterThan(20)
    expect(after).toBeLessThan(before / 4)
    const copy = await copyOf(file)
    expect((await probed(copy)).frameCount).toBe(50)
    expect(combing(await pictureAt(copy, 1))).toBeLessThan(before / 4)
  })

  it('are counted exactly down to a single one, also where only the header tells of fields', async () => {
    const single = await film('single.mov', ...source, '-frames:v', '1', '-c:v', 'v210', '-field_order', 'tt')
    const whole = await probed(single)
    const folder = path.join(root, 'single')
    const analysis = expectValue(await analysed(single, folder, { probe: { ...whole, fieldOrder: 'top' } }))
    expect(analysis.frameCount).toBe(1)
  })
})

describe('parts of a film in another shape', () => {
  it('interlaced broadcasts lose neither a picture nor their shape where the size changes', async () => {
    const source = (size: string) => [
      ...['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=50:d=2`, '-vf', 'tinterlace=mode=interleave_top'],
      ...['-c:v', 'mpeg2video', '-b:v', '4M', '-flags', '+ildct+ilme', '-aspect', '4:3', '-f', 'mpegts'],
    ]
    const parts = [await film('full.ts', ...source('720x576')), await film('half.ts', ...source('352x576'))]
    const file = await joined('interlaced.ts', ...parts)
    const whole = await probed(file)
    expect(whole.fieldOrder).toBe('flagged')
    const counted = await ffmpegOutput(['-i', file, '-fps_mode', 'passthrough', '-f', 'framecrc'])
    const pictures = Buffer.from(counted)
      .toString('latin1')
      .split('\n')
      .filter((line) => /^0,/.test(line)).length
    const folder = path.join(root, 'interlaced')
    const analysis = expectValue(await analysed(file, folder))
    expect(analysis.frameCount).toBe(pictures)
    const last = await framePicture(folder, analysis.frames, analysis.frames.at(-1)?.frameNumber)
    expect(last.width / last.height).toBeCloseTo(4 / 3, 1)
    expect(isBlack(last.mean(0, 0, 1, 0.04))).toBe(false)
    expect(combing(last)).toBeLessThan(30)
  })

  it('another size keeps its shape in key frames and in the copy', async () => {
    const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-f', 'mpegts']
    const wide = await film('wide.ts', '-f', 'lavfi', '-i', 'color=c=red:s=320x180:r=25:d=2', ...h264)
    const square = await film('square.ts', '-f', 'lavfi', '-i', 'color=c=lime:s=240x240:r=25:d=2', ...h264)
    const file = await joined('sizes.ts', wide, square)
    const folder = path.join(root, 'sizes')
    const analysis = expectValue(await analysed(file, folder))
    expect(analysis.scenes).toHaveLength(2)
    const first = await framePicture(folder, analysis.frames, analysis.scenes[0]?.keyframe)
    const second = await framePicture(folder, analysis.frames, analysis.scenes[1]?.keyframe)
    expect(isBlack(first.mean(0, 0, 0.05, 1))).toBe(false)
    expect(isBlack(second.mean(0, 0, 0.2, 1))).toBe(true)
    expect(second.mean(0.3, 0.05, 0.4, 0.9)[1]).toBeGreaterThan(200)
    const late = await pictureAt(await copyOf(file), 3)
    expect(isBlack(late.mean(0, 0, 0.2, 1))).toBe(true)
    expect(late.mean(0.3, 0.05, 0.4, 0.9)[1]).toBeGreaterThan(200)
  })

  const mpeg2 = ['-c:v', 'mpeg2video', '-b:v', '2M', '-f', 'mpegts']
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-f', 'mpegts']
  it.each([
    ['standard definition', { size: '720x576', codec: mpeg2 }],
    ['high definition', { size: '1440x1080', codec: h264 }],
  ])('another pixel aspect at the same size, too: %s', async (name, { size, codec }) => {
    const part = (colour: string, aspect: string) => {
      const source = ['-f', 'lavfi', '-i', `color=c=${colour}:s=${size}:r=25:d=2`]
      return film(`${name} ${colour}.ts`, ...source, '-aspect', aspect, ...codec)
    }
    const file = await joined(`${name}.ts`, await part('red', '4:3'), await part('lime', '16:9'))
    const folder = path.join(root, name)
    const analysis = expectValue(await analysed(file, folder))
    const last = await framePicture(folder, analysis.frames, analysis.scenes.at(-1)?.keyframe)
    expect(isBlack(last.mean(0, 0, 1, 0.1))).toBe(true)
    expect(last.mean(0, 0.2, 1, 0.6)[1]).toBeGreaterThan(200)
    const late = await pictureAt(await copyOf(file), 3)
    expect(isBlack(late.mean(0, 0, 1, 0.1))).toBe(true)
  })

  it('lines without a picture go, and odd angles are left alone', async () => {
    const imx = await film(
      'imx.mov',
      ...['-f', 'lavfi', '-i', 'color=c=red:s=720x576:r=25:d=1,pad=720:608:0:32:white'],
      ...['-aspect', '16:9', '-c:v', 'mpeg2video', '-b:v', '4M'],
    )
    const folder = path.join(root, 'imx')
    const analysis = expectValue(await analysed(imx, folder))
    const [frame] = analysis.frames
    expect(frame).toMatchObject({ width: 448, height: 252 })
    const shown = await framePicture(folder, analysis.frames, frame?.frameNumber)
    expect(shown.mean(0, 0, 1, 0.03)[1]).toBeLessThan(40)

    const turned = await film(
      'turned.mp4',
      '-f',
      'lavfi',
      '-i',
      'color=c=red:s=320x180:r=25:d=1',
      '-c:v',
      'libx264',
      '-pix_fmt',
      'yuv420p',
    )
    const bytes = await readFile(turned)
    const matrix = bytes.indexOf('tkhd', 0, 'latin1') + 44
    for (const [at, value] of [46341, 46341, 0, -46341, 46341].entries()) bytes.writeInt32BE(value, matrix + 4 * at)
    await writeFile(turned, bytes)
    const flat = expectValue(await analysed(turned, path.join(root, 'turned')))
    const upright = await framePicture(path.join(root, 'turned'), flat.frames, flat.frames[0]?.frameNumber)
    expect(upright.width).toBe(320)
    expect(upright.mean(0, 0, 0.1, 0.1)[0]).toBeGreaterThan(200)
  })
})
