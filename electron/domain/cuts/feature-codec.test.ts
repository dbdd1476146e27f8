import { describe, expect, test } from 'vitest'
import { detectBoundaries } from './detect.ts'
import { decodeFeatures, encodeFeatures } from './feature-codec.ts'
import { detectorColumnCount, type FrameFeatures } from './features.ts'
import { randomFrom, randomVideoFeatures } from './fixtures/random-features.ts'

const film = (seed: number, frames: number): FrameFeatures => {
  const { features, append } = randomVideoFeatures(seed)
  for (let frame = 0; frame < frames; frame++) append()
  return features
}

const columns = [
  'timesMs',
  'pts',
  'hueDelta',
  'saturationDelta',
  'valueDelta',
  'lumaMean',
  'lumaDeviation',
  'sharpness',
] as const

describe('features.bin', () => {
  test.each([0, 1, 2, 500])('gives back what went in (%i frames)', (frames) => {
    const features = film(3, frames)
    const decoded = decodeFeatures(encodeFeatures(features))
    if (!decoded.ok) throw new Error(decoded.error.message)
    expect(decoded.value.frameCount).toBe(frames)
    for (const column of columns) {
      expect(Array.from(decoded.value[column])).toEqual(Array.from(features[column]).slice(0, frames))
    }
    expect(Array.from(decoded.value.detectorColumns)).toEqual(
      Array.from(features.detectorColumns).slice(0, frames * detectorColumnCount),
    )
  })

  test('cuts alike from memory and from the file, by every detector', () => {
    const features = film(4, 600)
    const decoded = decodeFeatures(encodeFeatures(features))
    if (!decoded.ok) throw new Error(decoded.error.message)
    for (const detector of ['persistent', 'content', 'adaptive'] as const) {
      const settings = { detector, threshold: null, minSceneFrames: 5 }
      expect(detectBoundaries(decoded.value, settings)).toEqual(detectBoundaries(features, settings))
    }
  })

  test('takes at most 50 bytes a frame at a steady rate', () => {
    const features = film(5, 1000)
    const steady = { ...features, frameCount: 1000, timesMs: Array.from({ length: 1000 }, (_, frame) => frame * 40) }
    expect(encodeFeatures({ ...steady, pts: steady.timesMs.map((time) => time * 90) }).length).toBeLessThan(50_000)
  })

  test('keeps times that jump, fall back and are large', () => {
    const times = [0, -5, 1_000_000_000_000, 3, 4, 4, 2 ** 40]
    const features = { ...film(6, times.length), frameCount: times.length, timesMs: times, pts: times }
    const decoded = decodeFeatures(encodeFeatures(features))
    expect(decoded.ok && [Array.from(decoded.value.timesMs), Array.from(decoded.value.pts)]).toEqual([times, times])
  })

  test('reads from the middle of a larger buffer', () => {
    const bytes = encodeFeatures(film(7, 20))
    const larger = new Uint8Array(bytes.length + 13)
    larger.set(bytes, 13)
    expect(decodeFeatures(larger.subarray(13)).ok).toBe(true)
  })

  test('every shortening and every flipped byte is a typed failure', () => {
    const bytes = encodeFeatures(film(8, 12))
    for (let length = 0; length < bytes.length; length++) {
      const decoded = decodeFeatures(bytes.slice(0, length))
      expect(decoded.ok ? 'read' : decoded.error.code).toMatch(/^features-(truncated|corrupt)$/)
    }
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice()
      damaged[at] = (damaged[at] ?? 0) ^ 0x55
      expect(decodeFeatures(damaged).ok).toBe(false)
    }
  })

  test('another version says so', () => {
    const bytes = encodeFeatures(film(9, 3))
    bytes[4] = 99
    const decoded = decodeFeatures(bytes)
    expect(!decoded.ok && decoded.error.code).toBe('features-version')
  })

  test('random bytes never throw', () => {
    const random = randomFrom(10)
    for (let round = 0; round < 2000; round++) {
      const bytes = Uint8Array.from({ length: random() * 200 }, () => random() * 256)
      const header = encodeFeatures(film(11, 2)).subarray(0, 8)
      if (round % 2 === 0 && bytes.length > 8) bytes.set(header)
      expect(decodeFeatures(bytes).ok).toBe(false)
    }
  })
})
