import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analysed, cuts, expectValue, ffmpeg, limits, probed } from './analyse/fixtures/analysed.ts'
import { createMedia } from './media.ts'

const slow = 240_000
let root = ''
const media = createMedia()
/** Four seconds, 25 a second; at 2 s the picture turns from one pattern to another, and a tone begins. */
let picture = ''
let sound = ''
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'goodclips-film-clock-'))
  picture = path.join(root, 'picture.mkv')
  sound = path.join(root, 'sound.wav')
  await ffmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc=s=160x90:r=25:d=2', '-f', 'lavfi', '-i', 'mandelbrot=s=160x90:r=25'],
    ...['-filter_complex', '[1]trim=duration=2[b];[0][b]concat=n=2:v=1,format=yuv420p', '-c:v', 'ffv1', picture],
  ])
  await ffmpeg(['-f', 'lavfi', '-i', "aevalsrc='0.5*sin(880*2*PI*t)*gte(t,2)':s=48000:d=4", sound])
}, slow)
afterAll(async () => {
  await media.close()
  await rm(root, { recursive: true, force: true })
})

const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '25']
const containers: Readonly<Record<string, readonly string[]>> = {
  mp4: [...h264, '-c:a', 'aac'],
  mkv: [...h264, '-c:a', 'pcm_s16le'],
  webm: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '500k', '-c:a', 'libopus'],
  ts: [...h264, '-c:a', 'mp2'],
  mpg: ['-c:v', 'mpeg2video', '-b:v', '2M', '-c:a', 'mp2'],
}
const offsets: Readonly<Record<string, readonly [picture: string, sound: string, whole: string]>> = {
  'from zero': ['0', '0', '0'],
  'picture 1.5 s late': ['1.5', '0', '0'],
  'sound 0.7 s late': ['0', '0.7', '0'],
  'all at 30 s': ['0', '0', '30'],
  'all at 26.5 h, picture late': ['0.5', '0', '95400'],
}
const cases = Object.keys(containers).flatMap((container) =>
  Object.keys(offsets).map((name) => [container, name] as const),
)

/** When the tone begins, in ms of the samples that a sound model is given. */
const toneMs = (pcm: Buffer): number => {
  const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length >> 1)
  return samples.findIndex((sample) => Math.abs(sample) > 3000) / 48
}

describe('one clock', () => {
  it.each(cases)(
    'scene, sound and copy of %s agree: %s',
    async (container, name) => {
      const [pictureLate = '0', soundLate = '0', whole = '0'] = offsets[name] ?? []
      const file = path.join(root, `${name}.${container}`)
      await ffmpeg([
        ...[
          '-itsoffset',
          pictureLate,
          '-i',
          picture,
          '-itsoffset',
          soundLate,
          '-i',
          sound,
          '-map',
          '0:v',
          '-map',
          '1:a',
        ],
        ...(containers[container] ?? []),
        ...['-fps_mode', 'vfr', '-output_ts_offset', whole, file],
      ])
      const probe = await probed(file)
      const contentFolder = path.join(root, `content ${container} ${name}`)
      const result = expectValue(await analysed(file, contentFolder, { probe }))
      const call = { path: file, probe, limits, signal: new AbortController().signal, onProgress: () => {} }
      expect(result.frameCount).toBe(100)
      expect(result.scenes.map(({ startFrame }) => startFrame)).toEqual([0, 50])
      expect(result.frameRate).toEqual({ num: 25, den: 1 })
      const firstMs = result.scenes[0]?.startMs ?? Number.NaN
      const cutMs = result.scenes[1]?.startMs ?? Number.NaN
      expect(Math.abs(cutMs - firstMs - 2000)).toBeLessThanOrEqual(1)
      expect(result.scenes.at(-1)?.endMs).toBe(result.durationMs)

      const held = expectValue(
        await media.samples({ ...call, contentId: 'any', contentFolder, durationMs: result.durationMs }),
      )
      if (held === null) throw new Error('it has sound')
      const heardMs = toneMs(await readFile(held.path)) - (Number(soundLate) - Number(pictureLate)) * 1000
      await held.release({ drop: true })
      // The encoders' own lead-in is part of what the file says; muxers round it to their clock.
      expect(Math.abs(heardMs - cutMs)).toBeLessThan(35)

      const outputPath = path.join(root, 'copy.mp4')
      expectValue(await media.makeProxy({ ...call, outputPath }))
      const copy = expectValue(await analysed(outputPath, path.join(root, 'copy')))
      expect(copy.scenes[0]?.startMs).toBe(0)
      expect(copy.scenes[1]?.startFrame).toBe(50)
      expect(Math.abs((copy.scenes[1]?.startMs ?? 0) - cutMs)).toBeLessThanOrEqual(1)
    },
    slow,
  )

  it(
    'a film ends with the last of its streams, and is cut again to the same end',
    async () => {
      const file = path.join(root, 'long sound.mp4')
      await ffmpeg([...['-i', picture, '-f', 'lavfi', '-i', 'sine=d=9', ...h264, '-c:a', 'aac', file]])
      const contentFolder = path.join(root, 'long sound')
      const result = expectValue(await analysed(file, contentFolder))
      expect(Math.abs(result.durationMs - 9000)).toBeLessThan(50)
      expect(result.scenes.at(-1)).toMatchObject({ startFrame: 50, endFrame: 100, endMs: result.durationMs })
      const again = await media.recut({
        contentFolder,
        cuts,
        frames: result.frames,
        durationMs: result.durationMs,
        signal: new AbortController().signal,
      })
      expect(expectValue(again)).toEqual(result.scenes)
    },
    slow,
  )
})
