import type { SharedMemory } from '../arena/arena.ts'
import { queryLayout } from '../arena/memory-layout.ts'

/** How vectors of a space are rotated and what they share; addresses in the shared memory. */
export interface SpaceFrame {
  readonly dimension: number
  readonly padded: number
  /** A unit vector (or zeros): the part of every vector along it is kept exactly. */
  readonly axisAt: number
  readonly signsAt: number
  readonly rounds: number
}

/** A query as the kernel reads it. */
export interface PreparedQuery {
  readonly at: number
  readonly bytes: number
  /** Length of the query, and of what is left of it without its part along the axis. */
  readonly length: number
  readonly restLength: number
  /** What an error of the short codes is multiplied by: the rest's length, and more where rounding the tables is coarse. */
  readonly errorLength: number
  /** How far rounding the query to 16 bits may shift a similarity that the long codes give. */
  readonly rounding: number
}

/** As in kernel/assembly/encode.ts. */
const levels = [-1.51, -0.4528, 0.4528, 1.51] as const
const tableNoise = 0.05
const mostOfCode = 63

/**
 * Rotates a query and writes its look-up tables: for every two dimensions 16 sums in whole steps, at most 127 of them, and few enough
 * that all sums together fit 16 bits. The mean of what rounding takes is given back through `bias`; the rest of it is bounded by
 * Hoeffding's inequality (half a step, independent between groups).
 */
const writeTables = (values: Float32Array, dimension: number, tables: Uint8Array) => {
  const groups = values.length / 2
  const most = Math.min(127, Math.floor(65_535 / groups))
  let range = 0
  for (let group = 0; group < groups; group += 1) {
    const size = Math.abs(values[2 * group] ?? 0) + Math.abs(values[2 * group + 1] ?? 0)
    range = Math.max(range, 2 * 1.51 * size)
  }
  const step = range > 0 ? range / most : 1
  const inverse = 1 / step
  let bias = 0
  for (let group = 0; group < groups; group += 1) {
    const first = values[2 * group] ?? 0
    const second = values[2 * group + 1] ?? 0
    const least = -1.51 * (Math.abs(first) + Math.abs(second))
    let taken = 0
    for (let nibble = 0; nibble < 16; nibble += 1) {
      const above = (levels[nibble & 3] ?? 0) * first + (levels[nibble >> 2] ?? 0) * second - least
      const steps = Math.min(most, Math.floor(above * inverse + 0.5))
      tables[group * 16 + nibble] = steps
      taken += above - steps * step
    }
    bias += least + taken / 16
  }
  return { step, bias, deviation: (step / 2) * Math.sqrt(dimension / 2) }
}

const writeValues = (values: Float32Array, target: Int16Array) => {
  let largest = 0
  let total = 0
  for (const value of values) {
    largest = Math.max(largest, Math.abs(value))
    total += Math.abs(value)
  }
  if (largest === 0) return { unit: 0, middle: 0 }
  // Products with codes must not exceed 31 bits together; half a unit a dimension is left for rounding.
  const scale = Math.min(32_767 / largest, (2 ** 31 - 1 - mostOfCode * values.length) / (mostOfCode * total))
  let sum = 0
  values.forEach((value, index) => {
    const rounded = Math.round(value * scale)
    target[index] = rounded
    sum += rounded
  })
  return { unit: 1 / scale, middle: 31.5 * sum }
}

/** Prepares a query; its memory (`bytes` at `at`) is the caller's to free. */
export const prepareQuery = (shared: SharedMemory, frame: SpaceFrame, vector: Float32Array): PreparedQuery => {
  const { dimension, padded, axisAt, signsAt, rounds } = frame
  const layout = queryLayout(padded)
  const at = shared.allocate(layout.bytes)
  const axis = shared.floats(axisAt, dimension)
  let along = 0
  let square = 0
  vector.forEach((value, index) => {
    along += value * (axis[index] ?? 0)
    square += value * value
  })
  const turnedAt = shared.allocate(padded * 4)
  const turned = shared.floats(turnedAt, padded)
  let rest = 0
  vector.forEach((value, index) => {
    const left = value - along * (axis[index] ?? 0)
    turned[index] = left
    rest += left * left
  })
  shared.kernel.rotate(turnedAt, dimension, signsAt, rounds)
  const { step, bias, deviation } = writeTables(turned, dimension, shared.bytes(at + layout.tables, padded * 8))
  const { unit, middle } = writeValues(turned, new Int16Array(shared.memory.buffer, at + layout.values, padded))
  shared.free(turnedAt, padded * 4)
  const head = shared.floats(at, 5)
  head[0] = along
  head[1] = step
  head[2] = bias
  head[3] = middle
  head[4] = unit
  const [length, restLength] = [Math.sqrt(square), Math.sqrt(rest)]
  const coarse = restLength > 0 ? Math.max(1, deviation / (tableNoise * restLength)) : 1
  return {
    at,
    bytes: layout.bytes,
    length,
    restLength,
    errorLength: restLength * coarse,
    rounding: 0.5 * unit * Math.sqrt(dimension),
  }
}
