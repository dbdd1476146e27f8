import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addressAfter, createArena } from '../arena/arena.ts'
import { chunkRows, longCodeBytes } from '../arena/memory-layout.ts'
import { seededRandom } from '../fixtures/seeded-random.ts'
import { openScanKernel } from '../kernel/scan-kernel.ts'
import { createThreadPool } from '../threads/thread-pool.ts'
import { prepareQuery } from './prepare-query.ts'
import { createSlotTable } from './slot-table.ts'
import { type CodeTools, createSpaceCodes } from './space-codes.ts'
import { signsOf, trainFrame } from './space-frame.ts'
import { writeVectors } from './write-vectors.ts'

const random = seededRandom(99)

const normals = (count: number, scale = 1): Float32Array => {
  const values = new Float32Array(count)
  random.addNormals(values, scale)
  return values
}
const toUnit = (vector: Float32Array): Float32Array => {
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}
const dot = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0)

/** Vectors that codes may find hard, one row each. */
const kinds: Readonly<Record<string, (dimension: number, row: number) => Float32Array>> = {
  random: (dimension) => toUnit(normals(dimension)),
  clustered: (dimension, row) =>
    toUnit(
      normals(dimension, 0.3 / Math.sqrt(dimension)).map((value, index) => value + (index % 7 === row % 7 ? 1 : 0)),
    ),
  'one-hot': (dimension, row) =>
    Float32Array.from({ length: dimension }, (_, index) => (index === row % dimension ? 1 : 0)),
  'of few signs': (dimension, row) =>
    toUnit(Float32Array.from({ length: dimension }, (_, index) => ((index >> (row % 5)) & 1 ? 1 : -1))),
  alike: (dimension) => toUnit(Float32Array.from({ length: dimension }, (_, index) => index + 1)),
  zero: (dimension) => new Float32Array(dimension),
}

describe('the rotation', () => {
  it.each([2, 3, 8, 33, 64, 100, 512, 768, 1000])(
    'of %d dimensions keeps lengths and angles, and can be undone',
    async (dimension) => {
      const arena = createArena()
      const { kernel } = await openScanKernel(arena)
      const signs = arena.copyOf(signsOf(dimension, 3))
      const region = arena.allocate(dimension * 4)
      const turn = (vector: Float32Array): Float32Array => {
        region.floats.set(vector)
        kernel.rotate(region.address, dimension, signs.address, 3)
        return region.floats.slice()
      }
      const [one, other] = [toUnit(normals(dimension)), toUnit(normals(dimension))]
      const [turned, alsoTurned] = [turn(one), turn(other)]
      expect(dot(turned, alsoTurned)).toBeCloseTo(dot(one, other), 5)
      expect(dot(turned, turned)).toBeCloseTo(1, 5)
      region.floats.set(turned)
      kernel.unrotate(region.address, dimension, signs.address, 3)
      region.floats.forEach((value, index) => {
        expect(value).toBeCloseTo(one[index] ?? 0, 5)
      })
      // A vector of one coordinate is spread over many.
      const spread = turn(Float32Array.from({ length: dimension }, (_, index) => (index === 0 ? 1 : 0)))
      if (dimension >= 64) expect(Math.max(...spread.map(Math.abs))).toBeLessThan(6 / Math.sqrt(dimension))
    },
  )
})

describe('codes', () => {
  let tools: CodeTools
  beforeEach(async () => {
    const arena = createArena()
    const { module, kernel } = await openScanKernel(arena)
    tools = { arena, kernel, pool: createThreadPool(arena, module, 1), slots: createSlotTable(arena) }
  })
  afterEach(() => tools.pool.close())

  const cases = Object.keys(kinds).flatMap((kind) =>
    [40, 64, 100, 512, 768].map((dimension) => [kind, dimension] as const),
  )

  it.each(cases)('of %s vectors of %d dimensions keep to their bounds', async (kind, dimension) => {
    const rows = 70
    const make = kinds[kind]
    if (make === undefined) throw new Error(kind)
    const all = Array.from({ length: rows }, (_, row) => make(dimension, row))
    const vectors = new Float32Array(rows * dimension)
    all.forEach((vector, row) => {
      vectors.set(vector, row * dimension)
    })
    const space = createSpaceCodes(tools, 'space', trainFrame(vectors, dimension))
    const scenes = Float64Array.from({ length: rows }, (_, row) => row + 1)
    const block = { scenes, vectors }
    expect(await writeVectors(tools, space, block, () => true)).toHaveLength(rows)
    // The same again changes nothing.
    expect(await writeVectors(tools, space, block, () => true)).toEqual([])
    const { arena, kernel, slots } = tools
    const { padded } = space.frame
    const { columns, codes } = space.chunks.chunk(0)
    if (codes === null) throw new Error('the long codes are not in memory')
    const queries = [toUnit(normals(dimension)), all[3] ?? new Float32Array(dimension), normals(dimension, 2)]
    for (const query of queries) {
      const prepared = prepareQuery(arena, kernel, space.frame, query)
      const region = arena.allocate(slots.capacity() * 4)
      kernel.scanBlocks(space.structure, 0, 0, Math.ceil(rows / 16), prepared.address, region.address)
      const estimates = region.floats
      const errors = space.bySlot.errors()
      const residuals = columns.residual.floats
      const slack = prepared.length * 2e-6
      all.forEach((vector, row) => {
        const exact = dot(query, vector)
        const slot = slots.slotOf(row + 1)
        const estimate = estimates[slot] ?? Number.NaN
        expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(6 * prepared.errorLength * (errors[slot] ?? 0) + slack)
        const code = addressAfter(codes.address, row * longCodeBytes(padded))
        const long = kernel.refineRow(space.structure, row, prepared.address, code)
        // The bound that always holds.
        const bound = prepared.restLength * (residuals[row] ?? 0) + prepared.rounding + slack
        expect(Math.abs(long - exact)).toBeLessThanOrEqual(bound)
        expect(residuals[row] ?? 1).toBeLessThan(0.2)
      })
      const { mean, deviation } = space.moments.spread(query)
      const similarities = all.map((vector) => dot(query, vector))
      const expected = similarities.reduce((sum, value) => sum + value, 0) / rows
      const variance = similarities.reduce((sum, value) => sum + (value - expected) ** 2, 0) / rows
      expect(Math.abs(mean - expected)).toBeLessThan(1e-6 * Math.max(1, prepared.length))
      expect(Math.abs(deviation - Math.sqrt(variance))).toBeLessThan(2e-6 * Math.max(1, prepared.length))
    }
  })

  it('say so when a part of them changes', async () => {
    const { arena, kernel } = tools
    const region = arena.copyOf(Uint8Array.from({ length: 1024 }, (_, index) => index * 37))
    const before = kernel.checksum(region.address, 1024)
    const seen = new Set([before])
    const flip = (bit: number): void => {
      region.bytes[bit >> 3] = (region.bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    }
    for (let bit = 0; bit < 8192; bit += 61) {
      flip(bit)
      seen.add(kernel.checksum(region.address, 1024))
      flip(bit)
    }
    expect(seen.size).toBe(1 + Math.ceil(8192 / 61))
    expect(kernel.checksum(region.address, 1024)).toBe(before)
  })

  it('lie in chunks as long as the kernel says', () => {
    expect(tools.kernel.rowsOfChunk()).toBe(chunkRows)
  })
})
