import type { SpaceKey } from '../ports/index.ts'
import type { Stretch } from './scene-samples.ts'
import { levelCode, type SoundBlocks, soundBandCount } from './sound-blocks.ts'

/** Number of groups of bands; single bands would mostly show noise. */
const groupCount = 8
const groupBands = soundBandCount / groupCount
/**
 * Number of time scales at which changes are measured, 50 ms to 800 ms: about 10, 5, 2.5, 1.25 and 0.6 changes a
 * second.
 */
const scaleCount = 5
const pairCount = (groupCount * (groupCount - 1)) / 2
const dimension = soundBandCount * 2 + groupCount * scaleCount + pairCount

/** The embedding space of sound textures. Raise the revision when the meaning of the numbers changes. */
export const soundTextureSpace: SpaceKey = {
  modality: 'soundTexture',
  model: 'sound-texture',
  revision: '1',
  dimension,
  preprocessingVersion: 1,
}

/** Levels more than this many dB below the loudest moments count as codec noise. */
const depthDb = 40
/** A section shorter than this (before weighting) is not scaled up to full length: the sound has none of it. */
const softness = 0.25
/** Weight of each section of the vector. */
const weights = { spectrum: 1, spread: 0.55, modulation: 0.6, correlation: 0.4 } as const

/**
 * Typical values over many videos, which are subtracted, so that vectors show what is special about a sound. In dB
 * (correlation: no unit).
 */
const typical = { tiltPerBand: -0.65, spread: 6, modulation: 1.5, correlation: 0.5 } as const

/** Weight of each band: below 120 Hz and above 5 kHz encoders and small loudspeakers cut off first. */
const trust = Float64Array.from({ length: soundBandCount }, (_, band) =>
  Math.min(1, 0.5 + band / 4, 0.4 + (soundBandCount - 1 - band) / 10),
)
const trustInAll = trust.reduce((sum, value) => sum + value, 0)

const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0
  return values.length === 0 ? 0 : sum / values.length
}

/** Levels by time and band in dB, nothing deeper than `depthDb` under the loudest moments (95th percentile). */
const levelsOf = ({ bands }: SoundBlocks, { from, to }: Stretch): readonly Float64Array[] => {
  const loudest = Array.from({ length: to - from }, (_, block) => {
    let most = 0
    for (let band = 0; band < soundBandCount; band++) {
      most = Math.max(most, bands[(from + block) * soundBandCount + band] ?? 0)
    }
    return most
  }).toSorted((left, right) => left - right)
  const reference = loudest[Math.min(loudest.length - 1, Math.floor(loudest.length * 0.95))] ?? 0
  const floor = levelCode.decodeDb(reference) - depthDb
  return Array.from({ length: to - from }, (_, block) =>
    Float64Array.from({ length: soundBandCount }, (__, band) =>
      Math.max(floor, levelCode.decodeDb(bands[(from + block) * soundBandCount + band] ?? 0)),
    ),
  )
}

const deviationOf = (values: ArrayLike<number>): number => {
  const mean = meanOf(values)
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += ((values[index] ?? 0) - mean) ** 2
  return values.length === 0 ? 0 : Math.sqrt(sum / values.length)
}

const correlationOf = (left: Float64Array, right: Float64Array): number => {
  const [leftMean, rightMean] = [meanOf(left), meanOf(right)]
  let both = 0
  let leftSquares = 0
  let rightSquares = 0
  for (let index = 0; index < left.length; index++) {
    const a = (left[index] ?? 0) - leftMean
    const b = (right[index] ?? 0) - rightMean
    both += a * b
    leftSquares += a * a
    rightSquares += b * b
  }
  // Less than about 1 dB of movement correlates with anything.
  return both / Math.sqrt((leftSquares + left.length) * (rightSquares + right.length))
}

/** Mean size of the change between neighbouring stretches of 2^scale blocks. */
const changes = (envelope: Float64Array): readonly number[] => {
  let level: ArrayLike<number> = envelope
  return Array.from({ length: scaleCount }, () => {
    const pairs = level.length >> 1
    const differences = Float64Array.from({ length: Math.max(0, level.length - 1) }, (_, index) =>
      Math.abs((level[index + 1] ?? 0) - (level[index] ?? 0)),
    )
    const current = level
    level = Float64Array.from(
      { length: pairs },
      (_, index) => ((current[2 * index] ?? 0) + (current[2 * index + 1] ?? 0)) / 2,
    )
    return meanOf(differences)
  })
}

const append = (vector: Float32Array, at: number, section: readonly number[], weight: number, unit: number): number => {
  const scaled = section.map((value) => value / unit / Math.sqrt(section.length))
  const length = Math.hypot(...scaled)
  for (const [index, value] of scaled.entries()) vector[at + index] = (value * weight) / (length + softness)
  return at + section.length
}

/**
 * How a stretch of sound sounds, whatever is said or played in it, as a unit vector: the statistics of its mel bands that
 * listeners tell sound textures apart by (McDermott & Simoncelli, Neuron 71, 2011): the mean spectrum, the spread of each
 * band, how much bands move at five rates, and which of them move together. Loudness plays no part.
 */
export const soundTexture = (sound: SoundBlocks, stretch: Stretch): Float32Array => {
  const levels = levelsOf(sound, stretch)
  const band = (index: number): Float64Array => Float64Array.from(levels, (row) => row[index] ?? 0)
  const bands = Array.from({ length: soundBandCount }, (_, index) => band(index))
  const means = bands.map(meanOf)
  // Of the trusted bands, so that a missing treble does not lift the rest.
  const loudness = means.reduce((sum, mean, index) => sum + (trust[index] ?? 1) * mean, 0) / trustInAll
  const middle = (soundBandCount - 1) / 2
  const spectrum = means.map(
    (mean, index) => (trust[index] ?? 1) * (mean - loudness - typical.tiltPerBand * (index - middle)),
  )
  const spread = bands.map((values, index) => (trust[index] ?? 1) * (deviationOf(values) - typical.spread))
  const groups = Array.from({ length: groupCount }, (_, group) => {
    const own = bands.slice(group * groupBands, (group + 1) * groupBands)
    return Float64Array.from(levels, (_row, block) => meanOf(own.map((values) => values[block] ?? 0)))
  })
  const modulation = groups.flatMap((group) => changes(group).map((change) => change - typical.modulation))
  const correlation: number[] = []
  for (let left = 0; left < groupCount; left++) {
    for (let right = left + 1; right < groupCount; right++) {
      const [first, second] = [groups[left], groups[right]]
      if (first && second) correlation.push(correlationOf(first, second) - typical.correlation)
    }
  }
  const vector = new Float32Array(dimension)
  let at = append(vector, 0, spectrum, weights.spectrum, 10)
  at = append(vector, at, spread, weights.spread, 4)
  at = append(vector, at, modulation, weights.modulation, 1.5)
  append(vector, at, correlation, weights.correlation, 0.4)
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}
