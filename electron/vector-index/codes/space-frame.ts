import type { Arena, Region } from '../arena/arena.ts'
import { roundUpTo64 } from '../arena/memory-layout.ts'

/** How the vectors of a space are turned before they are coded, and what they have in common. */
export interface SpaceFrame {
  readonly dimension: number
  /** Dimensions of the codes: the next multiple of 64. */
  readonly padded: number
  /** A unit vector (f32), or zeros: the part of every vector along it is kept exactly. */
  readonly axis: Region
  /** Signs of the rotation (f32). */
  readonly signs: Region
  readonly rounds: number
  readonly free: () => void
}

/** What a space has learnt from a sample of its vectors. */
export interface TrainedFrame {
  /** Mean of the sample. */
  readonly centre: Float32Array
  /** The direction of that mean, as a unit vector; zeros when the vectors have no direction in common. */
  readonly axis: Float32Array
  /** How many vectors the sample had. */
  readonly vectors: number
}

/** Three rounds of sign flips and Walsh-Hadamard transforms are in practice as good as a random rotation (see the docs). */
const rounds = 3
/** Below this length of the mean of unit vectors, its direction is noise, and the axis is left out. */
const leastMeanLength = 1e-3

/**
 * Signs of a rotation, the same for every library, so that cache files can be read again: ±1 for every dimension of every transform
 * (two a round where the dimension is no power of two), by the generator splitmix32, seeded by the dimension.
 */
export const signsOf = (dimension: number, roundCount: number): Float32Array => {
  const windows = Number.isInteger(Math.log2(dimension)) ? 1 : 2
  let state = (dimension * 0x9e3779b1) >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  return Float32Array.from({ length: dimension * roundCount * windows }, () => (next() < 2 ** 31 ? 1 : -1))
}

/** The frame of a space in shared memory. */
export const createSpaceFrame = (arena: Arena, trained: TrainedFrame): SpaceFrame => {
  const dimension = trained.axis.length
  const axis = arena.copyOf(trained.axis)
  const signs = arena.copyOf(signsOf(dimension, rounds))
  return {
    dimension,
    padded: roundUpTo64(dimension),
    axis,
    signs,
    rounds,
    free: () => {
      axis.free()
      signs.free()
    },
  }
}

/** Learns axis and centre of a space from vectors that lie one after another. */
export const trainFrame = (vectors: Float32Array, dimension: number): TrainedFrame => {
  const count = vectors.length / dimension
  const sum = new Float64Array(dimension)
  vectors.forEach((value, index) => {
    const coordinate = index % dimension
    sum[coordinate] = (sum[coordinate] ?? 0) + value
  })
  const centre = Float32Array.from(sum, (value) => (count > 0 ? value / count : 0))
  const length = Math.hypot(...centre)
  const axis = length > leastMeanLength ? centre.map((value) => value / length) : new Float32Array(dimension)
  return { centre, axis, vectors: count }
}
