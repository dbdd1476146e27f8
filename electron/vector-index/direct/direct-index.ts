import type { SceneIndex } from '../../domain/ports/index.ts'
import { checkQuery, checkTerm, topScenes } from '../fusion/top-scenes.ts'
import type { IndexStore } from '../index-options.ts'
import { directEstimates } from './direct-estimates.ts'
import { type CachedSimilarities, openSimilarityColumns } from './similarity-columns.ts'

/**
 * An index that keeps nothing but the similarities of the last queries. sqlite-vec computes them for all scenes in single precision;
 * those that can matter are computed again exactly. For small libraries, and while the compact index is being built. It does not read
 * the library's feed of changes: after a change it asks for everything again.
 */
export const createDirectIndex = (store: IndexStore): SceneIndex => {
  let columns: Promise<CachedSimilarities> | null = null
  let opened: CachedSimilarities | null = null
  let seen: readonly number[] = []
  let stale = true
  let closed = false

  const refresh = async (previous: Promise<CachedSimilarities> | null): Promise<CachedSimilarities> => {
    const now = await Promise.all([store.vectorChanges.sequence(), store.sceneFilters.revision()])
    const same = now.every((value, index) => value === seen[index])
    const kept = same && previous !== null ? await previous.catch(() => null) : null
    opened = kept ?? (await openSimilarityColumns(store))
    seen = now
    return opened
  }

  const current = (): Promise<CachedSimilarities> => {
    if (closed) return Promise.reject(new Error('the index is closed'))
    if (stale || columns === null) {
      stale = false
      const reading = refresh(columns)
      columns = reading
      reading.catch(() => {
        stale = true
      })
    }
    return columns
  }

  return {
    status: () => ({
      mode: 'direct',
      state: 'ready',
      progress: 1,
      scenes: opened?.scenes.length ?? 0,
      memoryBytes: opened?.bytes() ?? 0,
    }),
    statistics: async (query, signal) => {
      signal.throwIfAborted()
      checkQuery(query)
      const { statistics } = await (await current()).of(query)
      signal.throwIfAborted()
      return statistics
    },
    top: async (request) => {
      const { terms, signal } = request
      signal.throwIfAborted()
      terms.forEach(checkTerm)
      const known = await current()
      signal.throwIfAborted()
      const columns = await Promise.all(terms.map((term) => known.of(term)))
      signal.throwIfAborted()
      return topScenes(request, directEstimates(request, known.scenes, columns))
    },
    changed: () => {
      stale = true
    },
    close: async () => {
      closed = true
      columns = null
      opened = null
    },
  }
}
