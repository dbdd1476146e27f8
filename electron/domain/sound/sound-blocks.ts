import { createMelBank } from './mel-bank.ts'
import { createPowerSpectrum } from './power-spectrum.ts'

/** Rate of all sound in the app: what the sound encoders take. */
export const soundSampleRate = 48_000
/** Samples of a block: 50 ms, so that changes up to 10 a second are seen. */
export const blockSamples = 2_400
/** Mel bands of a block, 60…10,000 Hz: above, low bit rates leave nothing. */
export const soundBandCount = 32

const windowLength = 2_048
/** Two windows a block, the second half-way. */
const windowStep = blockSamples / 2

/** Levels are kept in half decibels from −110 dB (a full-scale sine: −6 dB); 0 is silence and everything below. */
export const levelCode = {
  encode: (power: number): number => Math.min(255, Math.max(0, Math.round((10 * Math.log10(power + 1e-12) + 110) * 2))),
  decodeDb: (code: number): number => code / 2 - 110,
} as const

/** What is kept of a film's sound: 34 bytes each 50 ms. */
export interface SoundBlocks {
  /** Samples at 48 kHz from the start of the film. */
  readonly sampleCount: number
  readonly blockCount: number
  /** `soundBandCount` levels a block; see `levelCode`. */
  readonly bands: Uint8Array
  /** Lowest and highest sample of each block in 1/128; rounded away from 0, so that only digital silence is 0, 0. */
  readonly peaks: Int8Array
}

/** Measures sound as it comes. */
export interface SoundMeter {
  /** Takes further samples (16 bits, mono, 48 kHz). */
  readonly push: (samples: Int16Array) => void
  /** After the last sample. */
  readonly finish: () => SoundBlocks
}

/** A meter at the start of a film. */
export const createSoundMeter = (): SoundMeter => {
  const spectrum = createPowerSpectrum(windowLength)
  const bank = createMelBank({
    bandCount: soundBandCount,
    lowestHertz: 60,
    highestHertz: 10_000,
    sampleRate: soundSampleRate,
    windowLength,
  })
  // A block is measured when the window that reaches furthest past it is there.
  const reach = windowStep + windowLength
  const waiting = new Float64Array(reach + blockSamples)
  let filled = 0
  let sampleCount = 0
  let blockCount = 0
  let bands = new Uint8Array(soundBandCount * 1024)
  let peaks = new Int8Array(2 * 1024)
  const first = new Float64Array(soundBandCount)
  const second = new Float64Array(soundBandCount)

  const grow = (): void => {
    if ((blockCount + 1) * soundBandCount <= bands.length) return
    const [olderBands, olderPeaks] = [bands, peaks]
    bands = new Uint8Array(olderBands.length * 2)
    peaks = new Int8Array(olderPeaks.length * 2)
    bands.set(olderBands)
    peaks.set(olderPeaks)
  }
  const measureBlock = (): void => {
    grow()
    bank.apply(spectrum.measure(waiting, 0), first)
    bank.apply(spectrum.measure(waiting, windowStep), second)
    for (let band = 0; band < soundBandCount; band++) {
      bands[blockCount * soundBandCount + band] = levelCode.encode(((first[band] ?? 0) + (second[band] ?? 0)) / 2)
    }
    let lowest = 0
    let highest = 0
    for (let index = 0; index < blockSamples; index++) {
      const sample = waiting[index] ?? 0
      if (sample < lowest) lowest = sample
      if (sample > highest) highest = sample
    }
    peaks[blockCount * 2] = Math.max(-128, Math.floor(lowest * 128))
    peaks[blockCount * 2 + 1] = Math.min(127, Math.ceil(highest * 128))
    blockCount += 1
    waiting.copyWithin(0, blockSamples, filled)
    filled = Math.max(0, filled - blockSamples)
    waiting.fill(0, filled)
  }

  return {
    push: (samples) => {
      sampleCount += samples.length
      for (let at = 0; at < samples.length; ) {
        const end = Math.min(samples.length, at + waiting.length - filled)
        while (at < end) waiting[filled++] = (samples[at++] ?? 0) / 32_768
        while (filled >= reach) measureBlock()
      }
    },
    finish: () => {
      while (filled > 0) measureBlock()
      return {
        sampleCount,
        blockCount,
        bands: bands.slice(0, blockCount * soundBandCount),
        peaks: peaks.slice(0, blockCount * 2),
      }
    },
  }
}
