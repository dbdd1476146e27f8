import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import { patience } from '../../../build/fixtures/patience.ts'
import type { ProbeResult } from '../../domain/ports/index.ts'
import { mediaCall, outcomeOf, successOf } from '../fixtures/call.ts'
import { probe } from '../probe/probe.ts'
import { makeProxy } from './make-proxy.ts'
import { createProgressParser } from './progress-parser.ts'
import { proxyFilters, proxySize } from './proxy-plan.ts'

const tools = { ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' }
const folder = mkdtempSync(join(tmpdir(), 'goodclips-proxy-'))
afterAll(() => rmSync(folder, { recursive: true }))
const probeOf = async (path: string): Promise<ProbeResult> => successOf(await probe(mediaCall(path), tools))

describe('makeProxy', () => {
  test('H.264 and AAC in a seekable MP4, upright, with progress', async () => {
    const path = await fixtureClip('rotated')
    const outputPath = join(folder, 'a', 'proxy file.mp4')
    const fractions: number[] = []
    const call = {
      ...mediaCall(path),
      probe: await probeOf(path),
      outputPath,
      onProgress: (p: { fraction: number }) => fractions.push(p.fraction),
    }
    expect(successOf(await makeProxy(call, tools, { h264: true, toneMapping: true, fpsMode: true }))).toEqual({
      mimeType: 'video/mp4',
    })
    const made = await probeOf(outputPath)
    expect(made).toMatchObject({
      codec: 'h264',
      width: 180,
      height: 320,
      rotationDegrees: 0,
      pixelFormat: 'yuv420p',
      playsInBrowser: true,
    })
    expect(made.streams.map((stream) => stream.codec)).toEqual(['h264', 'aac'])
    expect(Math.abs(made.durationMs - 7000)).toBeLessThan(100)
    const bytes = readFileSync(outputPath)
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'))
    expect(fractions.at(-1)).toBeGreaterThan(0.9)
    expect(readdirSync(join(folder, 'a'))).toEqual(['proxy file.mp4'])
  })

  test('VP9 and Opus in WebM where there is no H.264 encoder', async () => {
    const path = await fixtureClip('single-frame')
    const outputPath = join(folder, 'proxy.webm')
    const call = { ...mediaCall(path), probe: await probeOf(path), outputPath, onProgress: () => {} }
    expect(successOf(await makeProxy(call, tools, { h264: false, toneMapping: false, fpsMode: true }))).toEqual({
      mimeType: 'video/webm',
    })
    expect(await probeOf(outputPath)).toMatchObject({ codec: 'vp9', playsInBrowser: true })
  })

  test('the last picture of a film without sound stands until the film ends', async () => {
    const path = join(folder, 'held.gif')
    const source = '-v error -y -f lavfi -i testsrc=size=64x48:rate=10:d=1'.split(' ')
    execFileSync('ffmpeg', [...source, '-final_delay', '300', path])
    const plain = join(folder, 'plain.mkv')
    execFileSync('ffmpeg', [...source, '-c:v', 'ffv1', plain])
    for (const [index, [file, durationMs]] of (
      [
        [path, 3900],
        [plain, 1000],
      ] as const
    ).entries()) {
      for (const h264 of [true, false]) {
        const outputPath = join(folder, `held-${index}.${h264 ? 'mp4' : 'webm'}`)
        const probe = await probeOf(file)
        const call = {
          ...mediaCall(file),
          probe,
          analysed: { durationMs, frameCount: 10 },
          outputPath,
          onProgress: () => {},
        }
        successOf(await makeProxy(call, tools, { h264, toneMapping: true, fpsMode: true }))
        const times = execFileSync('ffprobe', [
          ...'-v error -show_entries frame=pts_time -of csv=p=0'.split(' '),
          outputPath,
        ])
        const seconds = times.toString().split(/\s+/).map(Number.parseFloat).filter(Number.isFinite)
        expect(seconds.slice(0, 10).map((time) => Math.round(time * 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
        // One more picture just before the end, and none where the last one ends with the film.
        expect(seconds.slice(10).map((time) => Math.abs(time - durationMs / 1000) < 0.1)).toEqual(
          file === path ? [true] : [],
        )
        expect(Math.abs((await probeOf(outputPath)).durationMs - durationMs)).toBeLessThanOrEqual(100)
      }
    }
  })

  test('HDR becomes SDR', async () => {
    const path = join(folder, 'hdr.mkv')
    execFileSync('ffmpeg', [
      ...'-v error -y -f lavfi -i testsrc2=s=320x180:r=25:d=0.4 -pix_fmt yuv420p10le -c:v ffv1'.split(' '),
      ...'-color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -color_range tv'.split(' '),
      path,
    ])
    const found = await probeOf(path)
    expect(found.hdr).toBe('pq')
    const outputPath = join(folder, 'sdr.mp4')
    const call = { ...mediaCall(path), probe: found, outputPath, onProgress: () => {} }
    successOf(await makeProxy(call, tools, { h264: true, toneMapping: true, fpsMode: true }))
    expect(await probeOf(outputPath)).toMatchObject({ hdr: 'none', pixelFormat: 'yuv420p' })
  })

  test('an abort leaves neither a file nor a process', async () => {
    const path = await fixtureClip('long-1080p')
    const outputPath = join(folder, 'cancelled', 'proxy.mp4')
    const controller = new AbortController()
    const call = {
      ...mediaCall(path),
      signal: controller.signal,
      probe: await probeOf(path),
      outputPath,
      onProgress: () => controller.abort(),
    }
    const startedAt = performance.now()
    expect(outcomeOf(await makeProxy(call, tools, { h264: true, toneMapping: true, fpsMode: true }))).toBe('cancelled')
    expect(performance.now() - startedAt).toBeLessThan(patience(10_000))
    expect(readdirSync(join(folder, 'cancelled'))).toEqual([])
  })

  test('a file that is damaged through and through leaves no proxy behind', async () => {
    const found = await probeOf(await fixtureClip('three-scenes'))
    const outputPath = join(folder, 'none.mp4')
    const call = { ...mediaCall(await fixtureClip('text-as-video')), probe: found, outputPath, onProgress: () => {} }
    expect(outcomeOf(await makeProxy(call, tools, { h264: true, toneMapping: true, fpsMode: true }))).toBe(
      'ffmpeg_failed',
    )
    expect(existsSync(outputPath)).toBe(false)
  })
})

describe('plan', () => {
  test.each([
    [3840, 2160, 1280, 720],
    [1080, 1920, 720, 1280],
    [853, 480, 854, 480],
    [101, 57, 102, 58],
    [20_000, 10, 1280, 2],
  ])('%i×%i becomes %i×%i', (width, height, toWidth, toHeight) => {
    expect(proxySize({ width, height })).toEqual({ width: toWidth, height: toHeight })
  })

  test('tone mapping only for HDR, and only where ffmpeg can', () => {
    const filters = (hdr: 'none' | 'pq' | 'hlg', toneMapping: boolean) =>
      proxyFilters(
        {
          container: 'mov',
          width: 640,
          height: 360,
          codedHeight: 360,
          hdr,
          hiddenTopLines: 0,
          fieldOrder: 'progressive',
          hasOddRotation: false,
        },
        { h264: true, toneMapping, fpsMode: true },
      ).join(',')
    expect(filters('none', true)).not.toContain('tonemap=')
    expect(filters('hlg', true)).toContain('tonemap=')
    expect(filters('pq', false)).not.toContain('tonemap=')
  })
})

test('progress of ffmpeg, however it is cut into chunks', () => {
  const positions: number[] = []
  const take = createProgressParser((positionMs) => positions.push(positionMs))
  for (const part of [
    'frame=1\nout_time_us=N/A\nout_ti',
    'me_us=1500000\nout_time=00:00:01.5',
    '\nprogress=continue\nout_time_us=2000400\nprogress=end\n',
  ]) {
    take(Buffer.from(part))
  }
  expect(positions).toEqual([1500, 2000])
})
