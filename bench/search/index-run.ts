import { rm } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { z } from 'zod'
import type { IndexStatistics, SceneIndex, StorePort } from '../../electron/domain/ports/index.ts'
import { type Asked, askedSchema } from './asked.ts'
import { memorySchema, ownMemory } from './memory.ts'
import type { BenchQuery } from './queries.ts'
import { bestCount } from './shape.ts'

/** What to measure of an index. */
export interface IndexRunInput {
  readonly library: string
  readonly scenes: number
  /** The last scene that has vectors now. */
  readonly upTo: number
  readonly spaceIds: readonly string[]
  readonly kind: 'direct' | 'full' | 'low'
  readonly cacheFolder: string
  /** Deletes the cache files first, so that everything is built from the store. */
  readonly cold: boolean
  readonly queries: readonly BenchQuery[]
  /** Vectors to write while searching, by scene and space; the first scene is the one after `scenes`. */
  readonly imported: readonly (readonly (Float32Array | null)[])[]
}

const milliseconds = z.array(z.number())

/** What was measured of an index. */
export const indexRunSchema = z.object({
  readyMs: z.number(),
  mode: z.string(),
  /** Statistics of all spaces and the best fifty, in milliseconds a query. */
  searchMs: milliseconds,
  statisticsMs: milliseconds,
  /** The best fifty again with other weights. */
  fusionMs: milliseconds,
  /** The best fifty, and how many scenes reach the score of the tenth. */
  countingMs: milliseconds,
  importingMs: milliseconds,
  importedScenes: z.number(),
  importedPerSecond: z.number(),
  empty: memorySchema,
  before: memorySchema,
  after: memorySchema,
  ownBytes: z.number(),
  asked: z.array(askedSchema),
})
export type IndexRun = z.infer<typeof indexRunSchema>

const signal = new AbortController().signal
const warmUps = 5
const importBatch = 16
const importEveryMs = 250

const openIndex = async (input: IndexRunInput, store: StorePort): Promise<SceneIndex> => {
  if (input.kind === 'direct') {
    const { createDirectIndex } = await import('../../electron/vector-index/index.ts')
    return createDirectIndex(store)
  }
  const { createCompactIndex } = await import('../../electron/vector-index/index.ts')
  const index = createCompactIndex({ store, folder: input.cacheFolder, memory: input.kind })
  await index.ready
  return index
}

const createAsking = (index: SceneIndex, input: IndexRunInput) => {
  const statisticsOf = ({ vectors }: BenchQuery): Promise<readonly IndexStatistics[]> =>
    Promise.all(
      vectors.map((vector, space) => index.statistics({ spaceId: input.spaceIds[space] ?? '', vector }, signal)),
    )
  const best = async (
    query: number,
    weights: readonly number[],
    statistics: readonly IndexStatistics[],
    more: { readonly countFrom?: number; readonly upTo?: number } = {},
  ): Promise<Asked> => {
    const vectors = input.queries[query]?.vectors ?? []
    const { scenes, scores } = await index.top({
      fusion: 'calibrated',
      terms: vectors.map((vector, space) => ({
        spaceId: input.spaceIds[space] ?? '',
        vector,
        weight: weights[space] ?? 1,
        mean: statistics[space]?.mean ?? 0,
        deviation: statistics[space]?.deviation ?? 0,
      })),
      within: null,
      without: [],
      limit: bestCount,
      countFrom: more.countFrom ?? null,
      signal,
    })
    return {
      query,
      weights: [...weights],
      statistics: [...statistics],
      upTo: more.upTo ?? input.upTo,
      scenes: scenes.slice(),
      scores: scores.slice(),
    }
  }
  return { statisticsOf, best }
}

const timed = async <Value>(into: number[], work: () => Promise<Value>): Promise<Value> => {
  const started = performance.now()
  const value = await work()
  into.push(performance.now() - started)
  return value
}

/** Writes batches at a steady rate until it is stopped or all are written; answers how many scenes that were. */
const startImport = (index: SceneIndex, store: StorePort, input: IndexRunInput) => {
  let stopped = false
  let written = 0
  const run = async (): Promise<void> => {
    while (!stopped && written < input.imported.length) {
      const started = performance.now()
      const batch = input.imported.slice(written, written + importBatch)
      for (const [space, spaceId] of input.spaceIds.entries()) {
        const vectors = batch.flatMap((vectorsOf, row) => {
          const vector = vectorsOf[space] ?? null
          return vector === null ? [] : [{ key: `s${input.scenes + written + row + 1}`, vector }]
        })
        await store.vectors.writeScenes(spaceId, { vectors, skipped: [] })
      }
      written += batch.length
      index.changed()
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, importEveryMs - (performance.now() - started))))
    }
  }
  const running = run()
  return async (): Promise<number> => {
    stopped = true
    await running
    return written
  }
}

/** Opens a library, measures an index over it, and answers with everything that it found. */
export const runIndex = async (input: IndexRunInput): Promise<IndexRun> => {
  const empty = ownMemory()
  if (input.cold) await rm(input.cacheFolder, { recursive: true, force: true })
  const { openStore } = await import('../../electron/store/open-store.ts')
  const opened = await openStore({ libraryPath: input.library })
  if (!opened.ok) throw new Error(opened.error.message)
  const store = opened.value
  const started = performance.now()
  const index = await openIndex(input, store)
  const readyMs = performance.now() - started
  const before = ownMemory()
  const { statisticsOf, best } = createAsking(index, input)

  const searchMs: number[] = []
  const statisticsMs: number[] = []
  const fusionMs: number[] = []
  const countingMs: number[] = []
  const asked: Asked[] = []
  for (const [query, { weights, slider }] of input.queries.entries()) {
    const one = input.queries[query]
    if (one === undefined) continue
    const result = await timed(searchMs, async () => {
      const statistics = await timed(statisticsMs, () => statisticsOf(one))
      return best(query, weights, statistics)
    })
    asked.push(result)
    for (const [step, moved] of slider.entries()) {
      const again = await timed(fusionMs, () => best(query, moved, result.statistics))
      if (step === query % slider.length) asked.push(again)
    }
    const countFrom = result.scores[9] ?? 0
    await timed(countingMs, () => best(query, weights, result.statistics, { countFrom }))
  }
  const after = ownMemory()

  const importingMs: number[] = []
  let importedScenes = 0
  let importMs = 0
  if (input.imported.length > 0) {
    const importStarted = performance.now()
    const stop = startImport(index, store, input)
    for (const [query, one] of input.queries.entries()) {
      await timed(importingMs, async () => best(query, one.weights, await statisticsOf(one)))
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    importedScenes = await stop()
    importMs = performance.now() - importStarted
    const upTo = input.scenes + importedScenes
    for (let query = 0; query < Math.min(20, input.queries.length); query += 1) {
      const one = input.queries[query]
      if (one !== undefined) asked.push(await best(query, one.weights, await statisticsOf(one), { upTo }))
    }
  }
  const status = index.status()
  await index.close()
  await store.close()
  return {
    readyMs,
    mode: status.mode,
    searchMs: searchMs.slice(Math.min(warmUps, Math.floor(searchMs.length / 2))),
    statisticsMs: statisticsMs.slice(Math.min(warmUps, Math.floor(searchMs.length / 2))),
    fusionMs,
    countingMs,
    importingMs,
    importedScenes,
    importedPerSecond: importMs > 0 ? (1000 * importedScenes) / importMs : 0,
    empty,
    before,
    after,
    ownBytes: status.memoryBytes,
    asked,
  }
}
