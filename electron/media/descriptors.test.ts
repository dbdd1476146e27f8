import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ffmpeg } from './analyse/fixtures/analysed.ts'
import { type Copy, foundAgain } from './fixtures/own-copies.ts'
import { analysisOf, looksOf, texturesOf } from './fixtures/scene-vectors.ts'
import { createMedia } from './media.ts'

// 40 scenes of a second: every one another mixture of light, colours and shapes, and of noise, tones and rhythm.
const sceneCount = 40
const [width, height, rate] = [160, 90, 6]
const spans = Array.from({ length: sceneCount }, (_, scene) => ({ startMs: scene * 1000, endMs: (scene + 1) * 1000 }))
const slow = 240_000
const media = createMedia()
let root = ''
let film = ''
let looks: Copy = []
let textures: Copy = []

/** Reproducible numbers in −1…1. */
const randomness = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  }
}

const paintScene = (scene: number): Uint8Array => {
  const random = randomness(scene + 1)
  const field = () => {
    const waves = Array.from({ length: 3 }, () => [random() * 8, random() * 8, random() * 3, random()] as const)
    return (x: number, y: number): number =>
      waves.reduce((sum, [across, down, phase, size]) => sum + size * Math.sin(across * x + down * y + phase), 0)
  }
  const [light, blue, red] = [field(), field(), field()]
  const [boxX, boxY] = [0.5 + random() * 0.3, 0.5 + random() * 0.3]
  const frames = Array.from({ length: rate }, (_, index) => {
    const frame = new Uint8Array((width * height * 3) / 2)
    const drift = index / 200
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const [x, y] = [column / width + drift, row / height]
        const inBox = Math.abs(x - boxX) < 0.12 && Math.abs(y - boxY) < 0.15
        frame[row * width + column] = 120 + 45 * light(x, y) + (inBox ? 60 : 0)
        const at = (row >> 1) * (width / 2) + (column >> 1)
        frame[width * height + at] = 128 + 35 * blue(x, y)
        frame[width * height * 1.25 + at] = 128 + 35 * red(x, y)
      }
    }
    return frame
  })
  return Buffer.concat(frames)
}

const playScene = (scene: number): Int16Array => {
  const random = randomness(scene + 101)
  const tones = Array.from({ length: 3 }, () => [120 * 2 ** (3 + random() * 3), Math.abs(random())] as const)
  const [beat, depth, hiss, smooth] = [
    1 + Math.abs(random()) * 9,
    Math.abs(random()),
    Math.abs(random()),
    random() / 2 + 0.5,
  ]
  let last = 0
  return Int16Array.from({ length: 48_000 }, (_, index) => {
    const time = index / 48_000
    last = smooth * last + (1 - smooth) * random()
    const tone = tones.reduce((sum, [hertz, size]) => sum + size * Math.sin(2 * Math.PI * hertz * time), 0) / 3
    const gate = 1 - depth * Number((time * beat) % 1 > 0.5)
    return 9_000 * gate * (tone + hiss * 3 * last)
  })
}

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'goodclips-descriptors-'))
  film = path.join(root, 'film.mkv')
  const [pictures, sounds] = [path.join(root, 'film.yuv'), path.join(root, 'film.pcm')]
  await writeFile(pictures, Buffer.concat(spans.map((_, scene) => paintScene(scene))))
  await writeFile(sounds, Buffer.concat(spans.map((_, scene) => new Uint8Array(playScene(scene).buffer))))
  await ffmpeg([
    ...['-f', 'rawvideo', '-pixel_format', 'yuv420p', '-video_size', `${width}x${height}`, '-framerate', String(rate)],
    ...['-i', pictures, '-f', 's16le', '-ar', '48000', '-ac', '1', '-i', sounds],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '18', '-c:a', 'flac', film],
  ])
  const folder = path.join(root, 'original')
  looks = looksOf(await analysisOf(film, folder), spans)
  textures = await texturesOf(media, film, folder, spans)
}, slow)
afterAll(async () => {
  await media.close()
  await rm(root, { recursive: true, force: true })
})

const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
const copies = {
  'at a low bit rate': [...['-vf', 'scale=128:72', ...x264, '-crf', '38'], ...['-c:a', 'aac', '-b:a', '32k']],
  'cropped by a tenth, and quieter': [
    ...['-vf', 'crop=iw*0.9:ih*0.9', ...x264, '-crf', '23'],
    ...['-af', 'volume=-12dB', '-c:a', 'libmp3lame', '-b:a', '48k'],
  ],
  'brighter, and with less bass and treble': [
    ...['-vf', 'eq=brightness=0.12', ...x264, '-crf', '23'],
    ...['-af', 'highpass=f=120,lowpass=f=7000', '-c:a', 'aac', '-b:a', '64k'],
  ],
} as const

describe('each scene is most like its own copy', () => {
  it.each(Object.entries(copies))(
    '%s',
    async (name, encoding) => {
      const copy = path.join(root, `${name}.mkv`)
      await ffmpeg(['-i', film, ...encoding, copy])
      const folder = path.join(root, `${name} copy`)
      expect(foundAgain(looks, looksOf(await analysisOf(copy, folder), spans))).toBeGreaterThanOrEqual(0.95)
      expect(textures.every((vector) => vector !== null)).toBe(true)
      expect(foundAgain(textures, await texturesOf(media, copy, folder, spans))).toBeGreaterThanOrEqual(0.95)
    },
    slow,
  )
})
