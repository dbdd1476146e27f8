import { type Address, type Arena, writeStructure } from '../arena/arena.ts'
import { quantiser, queryParts, queryStructure } from '../arena/memory-layout.ts'
import type { ScanKernel } from '../kernel/scan-kernel.ts'
import type { SpaceFrame } from './space-frame.ts'

/** A query as the kernel reads it. */
export interface PreparedQuery {
  readonly address: Address
  /** Length of the query. */
  readonly length: number
  /** Length of what is left of it without its part along the axis. */
  readonly restLength: number
  /** What an error of the short codes (per query of length 1) is multiplied by: the rest's length, or more where the tables are coarse. */
  readonly errorLength: number
  /** How far rounding the query to 16 bits may shift a similarity that the long codes give. */
  readonly rounding: number
  /** Gives its memory back. */
  readonly free: () => void
}

const outerLevel = quantiser.outerLevel[0]
const innerLevel = quantiser.innerLevel[0]
const tableNoise = quantiser.tableNoise[0]
/** Values of the four short codes of a coordinate. */
const levels = [-outerLevel, -innerLevel, innerLevel, outerLevel] as const
/** The largest level of a long code. */
const largestLongCode = 63
/** Half of it: long codes stand for levels around this middle. */
const middleOfLongCodes = 31.5
/** Look-up entries are at most this, so that two of them add up within a byte. */
const largestEntry = 127
const largestSum = 65_535

/**
 * Writes the look-up tables of a rotated query: for every two dimensions (a group) the 16 sums that their codes can give, in whole
 * steps from the least one. The step is chosen so that an entry is at most 127 and the entries of all groups together fit 16 bits.
 * The mean of what rounding takes is given back through `bias`. The rest is at most half a step and independent between groups, so by
 * Hoeffding's inequality the sum of it is spread no wider than `deviation` says.
 */
const writeTables = (values: Float32Array, dimension: number, tables: Uint8Array) => {
  const groups = values.length / 2
  const most = Math.min(largestEntry, Math.floor(largestSum / groups))
  let range = 0
  for (let group = 0; group < groups; group += 1) {
    const size = Math.abs(values[2 * group] ?? 0) + Math.abs(values[2 * group + 1] ?? 0)
    range = Math.max(range, 2 * outerLevel * size)
  }
  const step = range > 0 ? range / most : 1
  const inverse = 1 / step
  let bias = 0
  for (let group = 0; group < groups; group += 1) {
    const first = values[2 * group] ?? 0
    const second = values[2 * group + 1] ?? 0
    const least = -outerLevel * (Math.abs(first) + Math.abs(second))
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

/** Writes a rotated query in 16 bits a dimension; `unit` is what one unit of it is worth, `middle` its sum times 31.5. */
const writeValues = (values: Float32Array, target: Int16Array) => {
  let largest = 0
  let total = 0
  for (const value of values) {
    largest = Math.max(largest, Math.abs(value))
    total += Math.abs(value)
  }
  if (largest === 0) return { unit: 0, middle: 0 }
  // The products with the codes must not exceed 31 bits together; half a unit a dimension is left for rounding.
  const scale = Math.min(32_767 / largest, (2 ** 31 - 1 - largestLongCode * values.length) / (largestLongCode * total))
  let sum = 0
  values.forEach((value, index) => {
    const rounded = Math.round(value * scale)
    target[index] = rounded
    sum += rounded
  })
  return { unit: 1 / scale, middle: middleOfLongCodes * sum }
}

/** Rotates a query and writes it as the kernel reads it. */
export const prepareQuery = (
  arena: Arena,
  kernel: ScanKernel,
  frame: SpaceFrame,
  vector: Float32Array,
): PreparedQuery => {
  const { dimension, padded, axis, signs, rounds } = frame
  const parts = queryParts(padded)
  const region = arena.allocate(parts.bytes)
  let along = 0
  let square = 0
  vector.forEach((value, index) => {
    along += value * (axis.floats[index] ?? 0)
    square += value * value
  })
  const rotated = arena.allocate(padded * 4)
  let rest = 0
  vector.forEach((value, index) => {
    const left = value - along * (axis.floats[index] ?? 0)
    rotated.floats[index] = left
    rest += left * left
  })
  kernel.rotate(rotated.address, dimension, signs.address, rounds)
  const tables = region.part(parts.tables.offset, parts.tables.bytes).bytes
  const values = region.part(parts.values.offset, parts.values.bytes).shorts
  const { step, bias, deviation } = writeTables(rotated.floats, dimension, tables)
  const { unit, middle } = writeValues(rotated.floats, values)
  rotated.free()
  writeStructure(region, queryStructure, { along, step, bias, middle, unit })
  const [length, restLength] = [Math.sqrt(square), Math.sqrt(rest)]
  const coarseness = restLength > 0 ? Math.max(1, deviation / (tableNoise * restLength)) : 1
  return {
    address: region.address,
    length,
    restLength,
    errorLength: restLength * coarseness,
    rounding: 0.5 * unit * Math.sqrt(dimension),
    free: () => region.free(),
  }
}
