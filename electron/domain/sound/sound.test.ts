import { describe, expect, it } from 'vitest'
import { createMelBank, hertzOfMel, melOfHertz } from './mel-bank.ts'
import { createPowerSpectrum } from './power-spectrum.ts'
import { blocksOf, isSilent, samplesOf } from './scene-samples.ts'
import { blockSamples, createSoundMeter, levelCode, soundBandCount } from './sound-blocks.ts'
import { decodeSound, encodeSound } from './sound-codec.ts'

const sine = (hertz: number, seconds: number, amplitude = 1): Int16Array =>
  Int16Array.from({ length: Math.round(seconds * 48_000) }, (_, index) =>
    Math.round(32_767 * amplitude * Math.sin((2 * Math.PI * hertz * index) / 48_000)),
  )
const measured = (...chunks: readonly Int16Array[]) => {
  const meter = createSoundMeter()
  for (const chunk of chunks) meter.push(chunk)
  return meter.finish()
}
/** Reproducible noise in −1…1. */
const noise = (length: number): Float64Array => {
  let state = 1
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  })
}

describe('the power spectrum', () => {
  it('is that of the discrete Fourier transform, written down', () => {
    const length = 64
    const samples = noise(length)
    const window = Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length))
    const sum = window.reduce((total, value) => total + value, 0)
    const power = createPowerSpectrum(length).measure(samples, 0)
    for (let bin = 0; bin <= length / 2; bin++) {
      let real = 0
      let imaginary = 0
      for (let n = 0; n < length; n++) {
        const value = (samples[n] ?? 0) * (window[n] ?? 0)
        real += value * Math.cos((2 * Math.PI * bin * n) / length)
        imaginary -= value * Math.sin((2 * Math.PI * bin * n) / length)
      }
      expect(power[bin]).toBeCloseTo((real * real + imaginary * imaginary) / (sum * sum), 12)
    }
  })
  it('refuses windows that are no power of two', () => {
    expect(() => createPowerSpectrum(1000)).toThrow(RangeError)
  })
})

describe('mel bands', () => {
  it('are spaced by the published formula, 1000 Hz at 1000 mel', () => {
    expect(melOfHertz(1000)).toBeCloseTo(1000, 0)
    expect(hertzOfMel(melOfHertz(4321))).toBeCloseTo(4321, 6)
  })
  it('take all power between their outer centres once', () => {
    const bank = createMelBank({
      bandCount: 8,
      lowestHertz: 100,
      highestHertz: 8000,
      sampleRate: 48_000,
      windowLength: 2048,
    })
    const step = (melOfHertz(8000) - melOfHertz(100)) / 9
    const centre = (band: number): number => hertzOfMel(melOfHertz(100) + step * (band + 1))
    const bands = new Float64Array(8)
    for (let bin = Math.ceil((centre(0) / 48_000) * 2048); bin < (centre(7) / 48_000) * 2048; bin++) {
      bank.apply(
        Float64Array.from({ length: 1025 }, (_, index) => Number(index === bin)),
        bands,
      )
      expect(bands.reduce((total, value) => total + value, 0)).toBeCloseTo(1, 9)
    }
  })
})

describe('blocks of sound', () => {
  it('show a tone in its band, 6 dB per doubling, and its peaks', () => {
    const loud = measured(sine(1000, 1))
    const quiet = measured(sine(1000, 1, 0.5))
    expect(loud.blockCount).toBe(20)
    const row = (sound: typeof loud) => [...sound.bands.subarray(10 * soundBandCount, 11 * soundBandCount)]
    const band = row(loud).indexOf(Math.max(...row(loud)))
    const step = (melOfHertz(10_000) - melOfHertz(60)) / (soundBandCount + 1)
    expect(Math.abs(melOfHertz(60) + step * (band + 1) - 1000)).toBeLessThan(step)
    const level = (sound: typeof loud) => levelCode.decodeDb(row(sound)[band] ?? 0)
    expect(level(loud) - level(quiet)).toBeCloseTo(6, 0)
    expect([...loud.peaks.subarray(20, 22)]).toEqual([-128, 127])
    expect([...quiet.peaks.subarray(20, 22)]).toEqual([-64, 64])
  })
  it('do not depend on how the sound was cut into chunks', () => {
    const samples = Int16Array.from(noise(100_001), (value) => value * 20_000)
    const whole = measured(samples)
    const chunks: Int16Array[] = []
    for (let at = 0, size = 1; at < samples.length; at += size, size = (size * 7 + 3) % 9001)
      chunks.push(samples.subarray(at, at + size))
    expect(measured(...chunks)).toEqual(whole)
    expect(whole.blockCount).toBe(Math.ceil(100_001 / blockSamples))
  })
  it('tell digital silence from the faintest sound', () => {
    const sound = measured(
      new Int16Array(4800),
      Int16Array.from({ length: 4800 }, (_, index) => index % 2),
    )
    expect(isSilent(sound, { from: 0, to: 2 })).toBe(true)
    expect(isSilent(sound, { from: 2, to: 4 })).toBe(false)
    expect(Math.max(...sound.bands.subarray(0, soundBandCount))).toBe(0)
  })
  it('are empty for nothing', () => {
    expect(measured()).toMatchObject({ sampleCount: 0, blockCount: 0 })
  })
})

describe('sound.bin', () => {
  const sound = measured(sine(440, 0.33, 0.4))
  it('gives back what was written', () => {
    expect(decodeSound(encodeSound(sound, [1]), [1])).toEqual({ ok: true, value: sound })
    expect(decodeSound(Buffer.concat([encodeSound(sound, [1])]), [1])).toEqual({ ok: true, value: sound })
    expect(decodeSound(encodeSound(measured(), []), [])).toMatchObject({ ok: true, value: { blockCount: 0 } })
  })
  it('refuses every damaged, shortened or foreign file', () => {
    const bytes = encodeSound(sound, [1])
    for (let at = 0; at < bytes.length; at += 5) {
      const damaged = bytes.slice()
      damaged[at] = (damaged[at] ?? 0) ^ 4
      expect(decodeSound(damaged, [1]).ok, `byte ${at}`).toBe(false)
    }
    for (const length of [0, 10, 36, bytes.length - 1])
      expect(decodeSound(bytes.subarray(0, length), [1]).ok).toBe(false)
    const newer = bytes.slice()
    newer[4] = 9
    expect(decodeSound(bytes, [2])).toMatchObject({ ok: false, error: { code: 'sound-of-others' } })
    expect(decodeSound(newer, [1])).toMatchObject({ ok: false, error: { code: 'sound-version' } })
  })
})

describe('the sound of a scene', () => {
  it('is the samples between its times, as far as there are any', () => {
    expect(samplesOf({ startMs: 1000, endMs: 1500 }, 1e9)).toEqual({ from: 48_000, to: 72_000 })
    expect(samplesOf({ startMs: 1000, endMs: 1500 }, 50_000)).toEqual({ from: 48_000, to: 50_000 })
    expect(samplesOf({ startMs: 1000, endMs: 1500 }, 48_000)).toBeNull()
  })
  it('shares the blocks of a film out without gap or overlap', () => {
    const sound = { sampleCount: 480_000, blockCount: 200 }
    const times = [0, 333, 1_025, 4_444, 9_990, 10_000]
    const stretches = times.slice(1).map((endMs, index) => blocksOf({ startMs: times[index] ?? 0, endMs }, sound))
    expect(stretches[0]?.from).toBe(0)
    stretches.slice(1, -1).forEach((stretch, index) => {
      expect(stretch?.from).toBe(stretches[index]?.to)
    })
    expect(stretches.at(-2)?.to).toBe(200)
    // Shorter than half a block: the block that it lies in.
    expect(stretches.at(-1)).toEqual({ from: 199, to: 200 })
  })
})
