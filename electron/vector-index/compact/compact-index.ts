import { performance } from 'node:perf_hooks'
import { checkQuery, checkTerm } from '../fusion/top-scenes.ts'
import type { CompactIndex, CompactIndexOptions, CompactTimings } from '../index-options.ts'
import { choosesLowMemory, type IndexState, openIndexState } from '../state/index-state.ts'
import { createCacheSaver } from './cache-saver.ts'
import { catchUp } from './catch-up.ts'
import { answerStatistics, answerTop } from './compact-answers.ts'
import { createIndexUpdates, createSharedLock } from './index-updates.ts'
import { type IndexBuild, openSpaces, readAll } from './open-spaces.ts'

/** Vectors and dimension of every space. */
const spaceSizes = async ({ store }: IndexState) =>
  Promise.all(
    Object.entries(await store.vectors.counts()).map(async ([spaceId, vectors]) => {
      const one = await store.vectors.block(spaceId, -1, 1)
      return { vectors, dimension: one.vectors.length }
    }),
  )

/** The accelerator of a library's search (see `index-options.ts`). */
export const createCompactIndex = (options: CompactIndexOptions): CompactIndex => {
  const { folder, log = () => undefined } = options
  const started = performance.now()
  const lock = createSharedLock()
  const closing = new AbortController()
  let state: IndexState | null = null
  let phase: 'building' | 'ready' | 'failed' = 'building'
  let progress = 0
  let timings: CompactTimings = { readyMs: null, spaces: [] }
  let closed: Promise<void> | null = null
  let tellFailure: (error: Error) => void = () => undefined
  const failed = new Promise<Error>((resolve) => {
    tellFailure = resolve
  })

  const buildOf = (opened: IndexState): IndexBuild => ({
    state: opened,
    folder,
    onProgress: (part) => {
      progress = part
    },
  })
  const update = async (opened: IndexState): Promise<void> => {
    while (!(await catchUp(opened, folder))) {
      timings = { ...timings, spaces: await readAll(buildOf(opened)) }
      opened.unsaved = opened.slots.count()
    }
    // Without cache files nobody needs the feed again.
    if (folder === null) await opened.store.vectorChanges.forget(opened.sequence)
  }

  const open = async (): Promise<IndexState> => {
    const opened = await openIndexState(options)
    state = opened
    void opened.pool.failed.then((error) => {
      phase = 'failed'
      tellFailure(error)
    })
    closing.signal.throwIfAborted()
    opened.low = choosesLowMemory(options, await spaceSizes(opened))
    const spaces = await openSpaces(buildOf(opened))
    timings = { readyMs: null, spaces }
    if (spaces.some(({ from }) => from === 'store') && !opened.low) opened.unsaved = opened.slots.count()
    await update(opened)
    phase = 'ready'
    progress = 1
    timings = { ...timings, readyMs: performance.now() - started }
    if (opened.unsaved > 0) saver?.changed()
    return opened
  }

  const saver =
    folder === null
      ? null
      : createCacheSaver({
          readyState: () => (phase === 'ready' ? state : null),
          folder,
          lock,
          log,
          closing: closing.signal,
        })
  const opening = open()
  const updates = createIndexUpdates({ opening, lock, update, closing: closing.signal })
  const ready = opening.then(
    () => undefined,
    (error: unknown) => {
      phase = 'failed'
      throw error
    },
  )
  ready.catch(() => undefined)

  const close = async (): Promise<void> => {
    closing.abort(new Error('the search index is closed'))
    await saver?.close()
    await state?.pool.close()
    await opening.catch(() => undefined)
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
      memoryBytes: state === null ? 0 : state.arena.used() + state.rows.bytes(),
    }),
    statistics: async (query, signal) => {
      signal.throwIfAborted()
      checkQuery(query)
      const current = await updates.current()
      return lock.read(() => answerStatistics(current, query, signal))
    },
    top: async (request) => {
      request.signal.throwIfAborted()
      request.terms.forEach(checkTerm)
      const current = await updates.current()
      return lock.read(() => answerTop(current, request))
    },
    changed: () => {
      updates.changed()
      saver?.changed()
    },
    save: async () => {
      await updates.current()
      await saver?.save()
    },
    close: () => {
      closed ??= close()
      return closed
    },
  }
}
