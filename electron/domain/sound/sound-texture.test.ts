import { describe, expect, it } from 'vitest'
import { createSoundMeter } from './sound-blocks.ts'
import { soundTexture, soundTextureSpace } from './sound-texture.ts'

const seconds = 2
const textureOf = (sound: (time: number, index: number) => number, gain = 0.5, length = seconds) => {
  const meter = createSoundMeter()
  meter.push(
    Int16Array.from({ length: length * 48_000 }, (_, index) =>
      Math.round(32_767 * gain * sound(index / 48_000, index)),
    ),
  )
  const blocks = meter.finish()
  return soundTexture(blocks, { from: 0, to: blocks.blockCount })
}
const cosine = (left: Float32Array, right: Float32Array) =>
  left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0)
const hash = (index: number): number => {
  let state = Math.imul(index ^ 0x9e37_79b9, 0x85eb_ca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2_ae35)
  return ((state ^ (state >>> 16)) >>> 0) / 2 ** 31 - 1
}
const noise = (_time: number, index: number) => hash(index)
const hum = (time: number) => 0.6 * Math.sin(2 * Math.PI * 110 * time) + 0.3 * Math.sin(2 * Math.PI * 220 * time)
const bursts = (rate: number) => (time: number, index: number) => ((time * rate) % 1 < 0.5 ? hash(index) : 0)

describe('the texture of a sound', () => {
  it('is a unit vector of the space’s length, the same each time, also of one block', () => {
    for (const length of [seconds, 0.02]) {
      const vector = textureOf(noise, 0.5, length)
      expect(vector).toHaveLength(soundTextureSpace.dimension)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
      expect(textureOf(noise, 0.5, length)).toEqual(vector)
    }
  })
  it('does not depend on loudness', () => {
    expect(cosine(textureOf(bursts(4), 0.8), textureOf(bursts(4), 0.05))).toBeGreaterThan(0.99)
  })
  it('tells spectra and rhythms apart', () => {
    expect(cosine(textureOf(noise), textureOf(hum))).toBeLessThan(0.7)
    expect(cosine(textureOf(bursts(8)), textureOf(bursts(1)))).toBeLessThan(0.9)
    expect(cosine(textureOf(bursts(4)), textureOf(noise))).toBeLessThan(0.9)
  })
})
