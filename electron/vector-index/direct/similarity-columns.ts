import { LRUCache } from 'lru-cache'
import type { IndexQuery, IndexStatistics, SceneNumber } from '../../domain/ports/index.ts'
import { exactSimilarity } from '../fusion/scored-scenes.ts'
import type { IndexStore } from '../index-options.ts'

/** What one query of sqlite-vec says about all visible scenes; a slot is an index of their ascending list. */
export interface SimilarityColumn {
  /** By slot: within `margin` of the exact similarity; NaN where the scene has no vector. */
  readonly similarities: Float32Array
  readonly margin: number
  readonly statistics: IndexStatistics
  /** Exact similarities of these slots, all of which have a vector; those that lost it meanwhile are left out. */
  readonly exact: (slots: readonly number[]) => Promise<ReadonlyMap<number, number>>
}

/** Columns of the last queries, kept until something changes. */
export interface CachedSimilarities {
  /** Visible scenes, ascending. */
  readonly scenes: Float64Array
  readonly of: (query: IndexQuery) => Promise<SimilarityColumn>
  readonly bytes: () => number
}

/** Bytes that the columns of the last queries may take; six are kept in any case. */
const keptBytes = 64 * 2 ** 20
const leastKept = 6
/** The cache takes memory for all its places at once, so a small library must not ask for as many as would fit. */
const mostKept = 256
/** Vectors that are read from the library at once. */
const rowsAtOnce = 2000

/** The store divides by a vector's length, which may be this far from 1 (`runners/vectors.ts`). */
const lengthTolerance = 1.1e-3

/**
 * How far a similarity of the store may be off: a sum of n products of single precision errs by at most n · 2⁻²⁴ of the sum of their
 * sizes, which for unit vectors is at most the query's length; four times that, since a cosine has three such sums.
 */
const marginOf = (query: Float32Array): number => {
  const length = Math.sqrt(query.reduce((sum, value) => sum + value * value, 0))
  return length * (4 * query.length * 2 ** -24 + lengthTolerance) + 1e-30
}

/** Similarities by slot; both lists of scenes ascend. */
const align = (
  visible: Float64Array,
  { scenes, similarities }: { readonly scenes: Float64Array; readonly similarities: Float32Array },
): Float32Array => {
  const aligned = new Float32Array(visible.length).fill(Number.NaN)
  let slot = 0
  for (let row = 0; row < scenes.length; row += 1) {
    const scene = scenes[row] ?? 0
    while (slot < visible.length && (visible[slot] ?? 0) < scene) slot += 1
    if (visible[slot] === scene) aligned[slot] = similarities[row] ?? Number.NaN
  }
  return aligned
}

const spreadOf = (similarities: Float32Array) => {
  let count = 0
  let sum = 0
  let highest = Number.NEGATIVE_INFINITY
  for (const similarity of similarities) {
    if (Number.isNaN(similarity)) continue
    count += 1
    sum += similarity
    if (similarity > highest) highest = similarity
  }
  const mean = count > 0 ? sum / count : 0
  let squares = 0
  for (const similarity of similarities) if (!Number.isNaN(similarity)) squares += (similarity - mean) ** 2
  return { count, mean, deviation: count > 0 ? Math.sqrt(squares / count) : 0, highest }
}

const slotsFrom = (similarities: Float32Array, least: number): readonly number[] => {
  const slots: number[] = []
  similarities.forEach((similarity, slot) => {
    if (similarity >= least) slots.push(slot)
  })
  return slots
}

const emptyColumn = (length: number): SimilarityColumn => ({
  similarities: new Float32Array(length).fill(Number.NaN),
  margin: 0,
  statistics: { count: 0, mean: 0, deviation: 0, best: null },
  exact: async () => new Map(),
})

const readColumn = async (store: IndexStore, visible: Float64Array, query: IndexQuery): Promise<SimilarityColumn> => {
  const { spaceId, vector } = query
  const similarities = align(visible, await store.vectors.similarities(spaceId, vector))
  const known = new Map<number, number>()
  const read = async (slots: readonly number[]): Promise<void> => {
    const slotOf = new Map<SceneNumber, number>(slots.map((slot) => [visible[slot] ?? -1, slot]))
    const { scenes, vectors } = await store.vectors.ofScenes(spaceId, Float64Array.from(slotOf.keys()))
    scenes.forEach((scene, row) => {
      const slot = slotOf.get(scene)
      if (slot !== undefined) known.set(slot, exactSimilarity(vector, vectors, row))
    })
  }
  const exact = async (slots: readonly number[]): Promise<ReadonlyMap<number, number>> => {
    const unknown = slots.filter((slot) => !known.has(slot))
    for (let start = 0; start < unknown.length; start += rowsAtOnce) {
      await read(unknown.slice(start, start + rowsAtOnce))
    }
    return known
  }
  const margin = marginOf(vector)
  const { count, mean, deviation, highest } = spreadOf(similarities)
  const nearBest = count > 0 ? slotsFrom(similarities, highest - 2 * margin) : []
  const exactOnes = await exact(nearBest)
  const best = nearBest.reduce(
    (value, slot) => Math.max(value, exactOnes.get(slot) ?? Number.NEGATIVE_INFINITY),
    Number.NEGATIVE_INFINITY,
  )
  const statistics = { count, mean, deviation, best: Number.isFinite(best) ? best : null }
  return { similarities, margin, statistics, exact }
}

/** Reads which scenes are visible and which spaces have vectors; columns come as they are asked for, the last ones are kept. */
export const openSimilarityColumns = async (store: IndexStore): Promise<CachedSimilarities> => {
  const [scenes, counts] = await Promise.all([store.sceneFilters.scenes({}), store.vectors.counts()])
  const max = Math.min(mostKept, Math.max(leastKept, Math.floor(keptBytes / (4 * scenes.length + 1))))
  const kept = new LRUCache<string, Promise<SimilarityColumn>>({ max })
  const keyOf = ({ spaceId, vector }: IndexQuery): string =>
    `${spaceId} ${Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('latin1')}`
  return {
    scenes,
    of: (query) => {
      if ((counts[query.spaceId] ?? 0) === 0) return Promise.resolve(emptyColumn(scenes.length))
      const key = keyOf(query)
      const known = kept.get(key)
      if (known !== undefined) return known
      const column = readColumn(store, scenes, { ...query, vector: query.vector.slice() })
      kept.set(key, column)
      column.catch(() => kept.delete(key))
      return column
    },
    bytes: () => kept.size * scenes.length * 4 + scenes.byteLength,
  }
}
