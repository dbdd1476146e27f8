import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSharedMemory } from '../arena/arena.ts'
import { chunkRows, codeBytes, column, columnAt } from '../arena/memory-layout.ts'
import { addSpace, choosesLowMemory, type IndexState, openIndexState } from '../compact/index-state.ts'
import { createMemoryLibrary } from '../fixtures/memory-search-store.ts'
import { seededRandom } from '../fixtures/seeded-random.ts'
import { prepareQuery } from './prepare-query.ts'
import { signsOf } from './signs.ts'

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
      const shared = await createSharedMemory()
      const signs = signsOf(dimension, 3)
      const signsAt = shared.allocate(signs.byteLength)
      shared.floats(signsAt, signs.length).set(signs)
      const at = shared.allocate(dimension * 4)
      const turn = (vector: Float32Array): Float32Array => {
        shared.floats(at, dimension).set(vector)
        shared.kernel.rotate(at, dimension, signsAt, 3)
        return shared.floats(at, dimension).slice()
      }
      const [one, other] = [toUnit(normals(dimension)), toUnit(normals(dimension))]
      const [turned, alsoTurned] = [turn(one), turn(other)]
      expect(dot(turned, alsoTurned)).toBeCloseTo(dot(one, other), 5)
      expect(dot(turned, turned)).toBeCloseTo(1, 5)
      shared.floats(at, dimension).set(turned)
      shared.kernel.unrotate(at, dimension, signsAt, 3)
      shared.floats(at, dimension).forEach((value, index) => {
        expect(value).toBeCloseTo(one[index] ?? 0, 5)
      })
      // A vector of one coordinate is spread over many.
      const spread = turn(Float32Array.from({ length: dimension }, (_, index) => (index === 0 ? 1 : 0)))
      if (dimension >= 64) expect(Math.max(...spread.map(Math.abs))).toBeLessThan(6 / Math.sqrt(dimension))
    },
  )
})

describe('codes', () => {
  let state: IndexState
  beforeEach(async () => {
    state = await openIndexState({ store: createMemoryLibrary().store, folder: null, threads: 1 })
  })
  afterEach(() => state.pool.close())

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
    const space = addSpace(state, 'space', dimension, vectors)
    const scenes = Float64Array.from({ length: rows }, (_, row) => row + 1)
    expect(await space.write(scenes, vectors, () => true)).toHaveLength(rows)
    // The same again changes nothing.
    expect(await space.write(scenes, vectors, () => true)).toEqual([])
    const { shared, slots } = state
    const { padded } = space.frame
    const { at, codesAt } = space.chunk(0)
    const queries = [toUnit(normals(dimension)), all[3] ?? new Float32Array(dimension), normals(dimension, 2)]
    for (const query of queries) {
      const prepared = prepareQuery(shared, space.frame, query)
      const estimatesAt = shared.allocate(slots.capacity() * 4)
      shared.kernel.scanBlocks(at, 0, Math.ceil(rows / 16), padded, prepared.at, estimatesAt)
      const estimates = shared.floats(estimatesAt, slots.capacity())
      const errors = shared.floats(space.errorsAt(), slots.capacity())
      const residuals = shared.floats(columnAt(at, padded, column.residual), chunkRows)
      const slack = prepared.length * 2e-6
      all.forEach((vector, row) => {
        const exact = dot(query, vector)
        const slot = slots.slotOf(row + 1)
        const estimate = estimates[slot] ?? Number.NaN
        expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(6 * prepared.errorLength * (errors[slot] ?? 0) + slack)
        const long = shared.kernel.refineRow(at, row, padded, prepared.at, codesAt + row * codeBytes(padded))
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
    const { shared } = state
    const at = shared.allocate(1024)
    shared.bytes(at, 1024).set(Uint8Array.from({ length: 1024 }, (_, index) => index * 37))
    const before = shared.kernel.checksum(at, 1024)
    const seen = new Set([before])
    for (let bit = 0; bit < 8192; bit += 61) {
      const byte = shared.bytes(at + (bit >> 3), 1)
      byte[0] = (byte[0] ?? 0) ^ (1 << (bit & 7))
      seen.add(shared.kernel.checksum(at, 1024))
      byte[0] = (byte[0] ?? 0) ^ (1 << (bit & 7))
    }
    expect(seen.size).toBe(1 + Math.ceil(8192 / 61))
    expect(shared.kernel.checksum(at, 1024)).toBe(before)
  })

  it('lie in chunks as long as the kernel says', () => {
    expect(state.shared.kernel.rowsOfChunk()).toBe(chunkRows)
  })
})

describe('little memory', () => {
  const million = [
    { vectors: 1_000_000, dimension: 512 },
    { vectors: 700_000, dimension: 512 },
    { vectors: 500_000, dimension: 768 },
  ]
  it.each([
    ['auto', 4, true],
    ['auto', 8, false],
    ['auto', 64, false],
    ['full', 4, false],
    ['low', 64, true],
  ] as const)('is %s on a machine of %d GiB: %s', (memory, gibibytes, low) => {
    expect(choosesLowMemory({ folder: 'x', memory }, million, gibibytes * 2 ** 30)).toBe(low)
    expect(choosesLowMemory({ folder: null, memory }, million, gibibytes * 2 ** 30)).toBe(false)
  })
})
