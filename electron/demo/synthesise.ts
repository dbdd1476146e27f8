import { seededRandom } from '../domain/seeded-random.ts'
import type { SoundLayer } from './recipe.ts'

/** Samples per second of what `synthesise` makes, mono. */
export const sampleRate = 48_000

/** Formants of father, see, boot, bed and bought by men (Peterson & Barney 1952). */
const vowels = [
  [730, 1090, 2440],
  [270, 2290, 3010],
  [300, 870, 2240],
  [530, 1840, 2480],
  [570, 840, 2410],
] as const
const formantGains = [1, 0.6, 0.3] as const

/** Band pass of second order, constant peak gain (Bristow-Johnson's Audio EQ Cookbook). */
const bandPass = (samples: Float64Array, low: number, high: number): Float64Array => {
  const centre = Math.sqrt(low * high)
  const angle = (2 * Math.PI * centre) / sampleRate
  const alpha = (Math.sin(angle) * (high - low)) / (2 * centre)
  const scale = 1 + alpha
  const result = new Float64Array(samples.length)
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  samples.forEach((x, index) => {
    const y = (alpha * (x - x2) + 2 * Math.cos(angle) * y1 - (1 - alpha) * y2) / scale
    ;[x2, x1, y2, y1] = [x1, x, y1, y]
    result[index] = y
  })
  return result
}

const noise = (random: () => number, count: number): Float64Array =>
  // Nearly normal: the sum of three uniform numbers, of variance 1.
  Float64Array.from({ length: count }, () => 2 * (random() + random() + random() - 1.5))

const pitchAt = (layer: SoundLayer, index: number, count: number): number => {
  const [first, second] = layer.pitch ?? [440, 440]
  switch (layer.contour) {
    case 'rise':
      return first * (second / first) ** (index / count)
    case 'wave':
      return first * (second / first) ** (0.5 - 0.5 * Math.cos((2 * Math.PI * (layer.rate ?? 1) * index) / sampleRate))
    default:
      return first
  }
}

const tone = (layer: SoundLayer, count: number): Float64Array => {
  const partials = layer.partials ?? [[1, 1]]
  const total = partials.reduce((sum, [, gain]) => sum + gain, 0)
  let phase = 0
  return Float64Array.from({ length: count }, (_, index) => {
    phase += pitchAt(layer, index, count) / sampleRate
    if (layer.wave === 'saw') return 2 * (phase % 1) - 1
    if (layer.wave === 'square') return phase % 1 < 0.5 ? 1 : -1
    return partials.reduce((sum, [ratio, gain]) => sum + (gain / total) * Math.sin(2 * Math.PI * ratio * phase), 0)
  })
}

const wave = (random: () => number, layer: SoundLayer, count: number): Float64Array => {
  if (layer.wave !== 'noise') return tone(layer, count)
  const samples = noise(random, count)
  return layer.band === undefined ? samples.map((x) => x * 0.5) : bandPass(samples, layer.band[0], layer.band[1])
}

const voice = (random: () => number, layer: SoundLayer, count: number): Float64Array => {
  const result = new Float64Array(count)
  for (let at = 0; at < count; ) {
    const length = Math.min(Math.floor(sampleRate * (0.13 + 0.11 * random())), count - at)
    const pitch = (layer.pitch?.[0] ?? 120) * (0.85 + 0.35 * random())
    const vowel = vowels[Math.floor(random() * vowels.length)] ?? vowels[0]
    const hiss = noise(random, length)
    let phase = 0
    const source = hiss.map((x, index) => {
      phase += (pitch * (1 - (0.3 * index) / sampleRate)) / sampleRate
      return 2 * (phase % 1) - 1 + 0.05 * x
    })
    vowel.forEach((formant, order) => {
      const sung = bandPass(source, formant * 0.93, formant * 1.07)
      sung.forEach((x, index) => {
        const loudness = (formantGains[order] ?? 0) * Math.sin((Math.PI * index) / length) ** 0.6
        result[at + index] = (result[at + index] ?? 0) + loudness * x
      })
    })
    at += length + Math.floor(sampleRate * 0.06 * random())
  }
  return result
}

/** Events one after the other, each with its edges and decay. */
const events = (random: () => number, layer: SoundLayer, count: number, every: number): Float64Array => {
  const result = new Float64Array(count)
  const length = Math.floor((layer.length ?? every) * sampleRate)
  const edge = Math.min(144, Math.floor(length / 4))
  for (let start = 0; start < count; start += Math.floor(every * sampleRate)) {
    wave(random, layer, length).forEach((x, index) => {
      if (start + index >= count) return
      const decay = layer.decay === undefined ? 1 : Math.exp(-index / sampleRate / layer.decay)
      const edges = Math.min(1, index / 48, (length - index) / edge)
      result[start + index] = (result[start + index] ?? 0) + x * decay * edges
    })
  }
  return result
}

const layerSamples = (random: () => number, layer: SoundLayer, count: number): Float64Array => {
  if (layer.wave === 'voice') return voice(random, layer, count)
  const samples = layer.every === undefined ? wave(random, layer, count) : events(random, layer, count, layer.every)
  const { tremolo } = layer
  if (tremolo === undefined) return samples
  const [rate, depth] = tremolo
  return samples.map((x, index) => x * (1 - depth * (0.5 + 0.5 * Math.cos((2 * Math.PI * rate * index) / sampleRate))))
}

/** A sound of so many samples, mono at 48 kHz, peaks below 1; as `synthesise` of native-runners/demo/sounds.py. */
export const synthesise = (layers: readonly SoundLayer[], count: number, seed: number): Float64Array => {
  const random = seededRandom(seed)
  const result = new Float64Array(count)
  for (const layer of layers) {
    layerSamples(random, layer, count).forEach((x, index) => {
      result[index] = (result[index] ?? 0) + layer.gain * x
    })
  }
  const loudest = result.reduce((most, x) => Math.max(most, Math.abs(x)), 0.25)
  return result.map((x, index) => (x * 0.6 * Math.min(1, index / 480, (count - index) / 480)) / loudest)
}
