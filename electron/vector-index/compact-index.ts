import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { IndexStatistics, TopScenes } from '../domain/ports/search-port.ts'
import { buildSpace, catchUp, dropSpace } from './catch-up.ts'
import { checkQuery, checkTerm } from './check-query.ts'
import { answerStatistics, answerTop } from './compact-answers.ts'
import type { CompactIndex, CompactIndexOptions, CompactTimings } from './index-options.ts'
import { type IndexState, openIndexState } from './index-state.ts'
import { createSharedLock } from './shared-lock.ts'

/** While vectors stream in, they are taken up this often, so that an answer finds little left to do. */
const catchUpEveryMs = 250

/** Reads everything from the library. */
const readAll = async (state: IndexState, onProgress: (part: number) => void): Promise<CompactTimings['spaces']> => {
  const { store } = state
  for (const space of [...state.spaces.values()]) dropSpace(state, space)
  await state.hidden.refresh()
  state.sequence = await store.vectorSequence()
  const counts = Object.entries(await store.vectorCounts()).filter(([, count]) => count > 0)
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  state.slots.reserve(Math.max(0, ...counts.map(([, count]) => Math.ceil(count * 1.02))))
  const built: CompactTimings['spaces'][number][] = []
  let done = 0
  for (const [spaceId] of counts) {
    const started = performance.now()
    const space = await buildSpace(state, spaceId, (rows) => {
      done += rows
      onProgress(Math.min(1, done / total))
    })
    if (space !== null) {
      built.push({ spaceId, from: 'store', rows: space.count(), ms: performance.now() - started })
    }
  }
  return built
}

/** The accelerator of a library's search (see `index-options.ts`). */
export const createCompactIndex = (options: CompactIndexOptions): CompactIndex => {
  const started = performance.now()
  const lock = createSharedLock()
  const closing = new AbortController()
  let state: IndexState | null = null
  let phase: 'building' | 'ready' | 'failed' = 'building'
  let progress = 0
  let timings: CompactTimings = { readyMs: null, spaces: [] }
  let dirty = false
  let catching: Promise<void> | null = null
  let scheduled = false
  let closed: Promise<void> | null = null
  let tellFailure: (error: Error) => void = () => undefined
  const failed = new Promise<Error>((resolve) => {
    tellFailure = resolve
  })

  const rebuild = async (opened: IndexState): Promise<void> => {
    const spaces = await readAll(opened, (part) => {
      progress = part
    })
    timings = { readyMs: timings.readyMs, spaces }
  }
  const update = async (opened: IndexState): Promise<void> => {
    while (!(await catchUp(opened))) await rebuild(opened)
  }

  const start = async (): Promise<IndexState> => {
    const opened = await openIndexState(options)
    state = opened
    void opened.pool.failed.then((error) => {
      phase = 'failed'
      tellFailure(error)
    })
    if (closing.signal.aborted) throw new Error('the search index is closed')
    await rebuild(opened)
    await update(opened)
    phase = 'ready'
    progress = 1
    timings = { ...timings, readyMs: performance.now() - started }
    return opened
  }
  const opening = start()
  const ready = opening.then(
    () => undefined,
    (error: unknown) => {
      phase = 'failed'
      throw error
    },
  )
  ready.catch(() => undefined)

  /** Takes up what was told before the call. */
  const current = async (): Promise<IndexState> => {
    if (closed !== null) throw new Error('the search index is closed')
    const opened = await opening
    while (dirty || catching !== null) {
      if (catching === null) {
        dirty = false
        catching = lock
          .write(() => update(opened))
          .catch((error: unknown) => {
            dirty = true
            throw error
          })
          .finally(() => {
            catching = null
          })
      }
      await catching
    }
    return opened
  }

  const changed = (): void => {
    dirty = true
    if (closed !== null || scheduled) return
    scheduled = true
    const takeUp = async (): Promise<void> => {
      await delay(catchUpEveryMs, undefined, { signal: closing.signal, ref: false })
      scheduled = false
      await current()
    }
    takeUp().catch(() => {
      // The next answer tries again and tells why.
      scheduled = false
    })
  }

  return {
    ready,
    failed,
    timings: () => timings,
    status: () => ({
      mode: state?.low === true ? 'low-memory' : 'compact',
      state: phase,
      progress,
      scenes: state?.slots.count() ?? 0,
      memoryBytes: state === null ? 0 : state.shared.used() + state.rows.bytes(),
    }),
    statistics: async (query, signal): Promise<IndexStatistics> => {
      signal.throwIfAborted()
      checkQuery(query)
      const opened = await current()
      return lock.read(() => answerStatistics(opened, query, signal))
    },
    top: async (request): Promise<TopScenes> => {
      request.signal.throwIfAborted()
      request.terms.forEach(checkTerm)
      const opened = await current()
      return lock.read(() => answerTop(opened, request))
    },
    changed,
    save: async () => undefined,
    close: () => {
      closed ??= (async () => {
        closing.abort()
        const opened = state
        await opened?.pool.close()
        await opening.catch(() => undefined)
      })()
      return closed
    },
  }
}
