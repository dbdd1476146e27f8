import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { IndexStatistics, TopScenes } from '../../domain/ports/search-port.ts'
import { checkQuery, checkTerm } from '../fusion/check-query.ts'
import type { CompactIndex, CompactIndexOptions, CompactTimings } from '../index-options.ts'
import { catchUp } from './catch-up.ts'
import { answerStatistics, answerTop } from './compact-answers.ts'
import { choosesLowMemory, type IndexState, openIndexState } from './index-state.ts'
import { openSpaces, readAll, releaseSaved, saveAll } from './open-spaces.ts'
import { createSharedLock } from './shared-lock.ts'

/** While vectors stream in, they are taken up this often, so that an answer finds little left to do. */
const catchUpEveryMs = 250
/** Cache files are written when nothing has changed for so long. */
const quietMs = 10_000
/** … and so much of the index is not in them. */
const unsavedPart = 0.02
/** Changes that closing leaves to the feed. */
const leftToFeed = 0.1

const closedError = (): Error => new Error('the search index is closed')

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
  let changes = 0
  let waitsForQuiet = false
  let closed: Promise<void> | null = null
  let tellFailure: (error: Error) => void = () => undefined
  const failed = new Promise<Error>((resolve) => {
    tellFailure = resolve
  })

  const filling = (opened: IndexState) => ({
    state: opened,
    folder: options.folder,
    onProgress: (part: number) => {
      progress = part
    },
  })
  const update = async (opened: IndexState): Promise<void> => {
    while (!(await catchUp(opened, options.folder))) {
      timings = { ...timings, spaces: await readAll(filling(opened)) }
      opened.unsaved = opened.slots.count()
    }
    // Without cache files nobody needs the feed again.
    if (options.folder === null) await opened.store.forgetVectorChanges(opened.sequence)
  }

  const dimensionsOf = async (opened: IndexState) => {
    const counts = Object.entries(await opened.store.vectorCounts())
    return Promise.all(
      counts.map(async ([spaceId, vectors]) => {
        const one = await opened.store.vectorBlock(spaceId, -1, 1)
        return { vectors, dimension: one.vectors.length }
      }),
    )
  }

  const start = async (): Promise<IndexState> => {
    const opened = await openIndexState(options)
    state = opened
    void opened.pool.failed.then((error) => {
      phase = 'failed'
      tellFailure(error)
    })
    if (closing.signal.aborted) throw closedError()
    opened.low = choosesLowMemory(options, await dimensionsOf(opened))
    const spaces = await openSpaces(filling(opened))
    timings = { readyMs: null, spaces }
    if (spaces.some(({ from }) => from === 'store') && !opened.low) opened.unsaved = opened.slots.count()
    await update(opened)
    phase = 'ready'
    progress = 1
    timings = { ...timings, readyMs: performance.now() - started }
    if (opened.unsaved > 0) saveWhenQuiet()
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
    if (closed !== null) throw closedError()
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

  const save = async (isWanted: () => boolean): Promise<void> => {
    const opened = state
    const { folder } = options
    if (opened === null || folder === null || phase !== 'ready') return
    const { sequence } = opened
    const saved = await lock.read(() => saveAll(opened, folder, isWanted))
    if (!saved || !opened.low) return
    await lock.write(async () => {
      // What has changed since is in memory only.
      if (opened.sequence === sequence) releaseSaved(opened, folder)
    })
  }

  let saving: Promise<void> | null = null
  const saveNow = (isWanted: () => boolean): Promise<void> => {
    const before = saving ?? Promise.resolve()
    const next = before.catch(() => undefined).then(() => save(isWanted))
    saving = next
    return next
  }
  /** The files are left as they were when something changes meanwhile: answers must not wait for a disk. */
  const saveWhenQuiet = (): void => {
    if (options.folder === null || waitsForQuiet || closed !== null) return
    waitsForQuiet = true
    const wait = async (): Promise<void> => {
      for (;;) {
        const seen = changes
        await delay(quietMs, undefined, { signal: closing.signal, ref: false })
        const opened = state
        if (opened === null || opened.unsaved <= unsavedPart * opened.slots.count()) return
        if (seen !== changes) continue
        await saveNow(() => seen === changes && !closing.signal.aborted)
      }
    }
    wait()
      .catch((error: unknown) => {
        if (!closing.signal.aborted) options.log?.('the cache files could not be written', { error: String(error) })
      })
      .finally(() => {
        waitsForQuiet = false
      })
  }

  const changed = (): void => {
    dirty = true
    changes += 1
    saveWhenQuiet()
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
    save: async () => {
      await current()
      await saveNow(() => true)
    },
    close: () => {
      closed ??= (async () => {
        closing.abort()
        await saving?.catch(() => undefined)
        const opened = state
        if (phase === 'ready' && opened !== null && opened.unsaved > leftToFeed * opened.slots.count()) {
          await save(() => true).catch((error: unknown) => {
            options.log?.('the cache files could not be written', { error: String(error) })
          })
        }
        await opened?.pool.close()
        await opening.catch(() => undefined)
      })()
      return closed
    },
  }
}
