import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { IndexStatus, SceneIndex } from '../domain/ports/index.ts'
import { createCompactIndex } from './compact/compact-index.ts'
import { createDirectIndex } from './direct/direct-index.ts'
import type { CompactIndex, LibraryIndex, SceneIndexOptions } from './index-options.ts'

/** From so many vectors in the largest space on, the compact index is faster than sqlite-vec by more than building it costs. */
const usualCompactFrom = 4000
/** It is given up below this part of them, so that a library near the border does not change to and fro. */
const givenUpBelow = 0.5
/** How often it is built in all when it fails; after that sqlite-vec alone answers until the next start. */
const mostAttempts = 2
/** How often a library that changes is looked at, at most. */
const lookEveryMs = 1000

/**
 * The index of a library. sqlite-vec answers while the library is small, while the compact index is being built, and whenever that has
 * failed. Answers are the same either way; only the time differs.
 */
export const createSceneIndex = (options: SceneIndexOptions): LibraryIndex => {
  const { store, compactFrom = usualCompactFrom, log = () => undefined } = options
  const direct = createDirectIndex(store)
  /** Answers instead of `direct` once it is ready. */
  let compact: CompactIndex | null = null
  let isReady = false
  let attempts = 0
  let failed = false
  let closed: Promise<void> | null = null
  let looking: Promise<void> | null = null
  let building: Promise<void> | null = null
  let lastLook = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | null = null

  const giveUp = (index: CompactIndex): void => {
    if (compact === index) {
      compact = null
      isReady = false
    }
    index.close().catch((error: unknown) => log('the search index could not be closed', { error: String(error) }))
  }

  const build = async (): Promise<void> => {
    const index = createCompactIndex(options)
    compact = index
    isReady = false
    attempts += 1
    const fail = (error: unknown): void => {
      if (compact !== index || closed !== null) return
      log('the search index failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
      giveUp(index)
      failed = attempts >= mostAttempts
      if (!failed) building = build()
    }
    void index.failed.then(fail)
    try {
      await index.ready
      if (compact !== index) return
      isReady = true
      log('the search index is ready', { ...index.timings() })
    } catch (error) {
      fail(error)
    }
  }

  const look = async (): Promise<void> => {
    const counts = Object.values(await store.vectors.counts())
    const largest = Math.max(0, ...counts)
    if (closed !== null) return
    if (compact === null && largest >= compactFrom && !failed) building = build()
    else if (compact !== null && isReady && largest < compactFrom * givenUpBelow) {
      giveUp(compact)
      attempts = 0
    }
    // Nobody else reads the feed while there is no accelerator.
    if (compact === null) await store.vectorChanges.forget(await store.vectorChanges.sequence())
  }

  /** Looks at once, or a second after the last time. */
  const lookSoon = (): void => {
    if (closed !== null || timer !== null) return
    const wait = Math.max(0, lastLook + lookEveryMs - performance.now())
    timer = setTimeout(() => {
      timer = null
      lastLook = performance.now()
      const before = looking ?? Promise.resolve()
      looking = before.then(look).catch((error: unknown) => {
        log('the library could not be looked at', { error: String(error) })
      })
    }, wait)
    timer.unref()
  }
  lookSoon()

  /** Asks the accelerator, and sqlite-vec where it cannot answer. */
  const ask = async <Answer>(signal: AbortSignal, work: (index: SceneIndex) => Promise<Answer>): Promise<Answer> => {
    if (closed !== null) throw new Error('the index is closed')
    const index = compact
    if (index === null || !isReady) return work(direct)
    try {
      return await work(index)
    } catch (error) {
      if (signal.aborted || closed !== null || error instanceof RangeError) throw error
      log('the search index could not answer', { error: error instanceof Error ? error.message : String(error) })
      return work(direct)
    }
  }

  const status = (): IndexStatus => {
    if (compact === null) return { ...direct.status(), state: failed ? 'failed' : 'ready' }
    return isReady ? compact.status() : { ...direct.status(), state: 'building', progress: compact.status().progress }
  }

  return {
    status,
    statistics: (query, signal) => ask(signal, (index) => index.statistics(query, signal)),
    top: (request) => ask(request.signal, (index) => index.top(request)),
    changed: () => {
      direct.changed()
      compact?.changed()
      lookSoon()
    },
    timings: () => compact?.timings() ?? null,
    settled: async () => {
      for (;;) {
        const [look, build] = [looking, building]
        if (timer !== null) await delay(10)
        await look
        await build
        if (closed !== null || (timer === null && looking === look && building === build)) return status()
      }
    },
    close: () => {
      closed ??= (async () => {
        if (timer !== null) clearTimeout(timer)
        const index = compact
        await Promise.all([direct.close(), index?.close()])
        await looking
      })()
      return closed
    },
  }
}
