import type { Job, LibraryEvent, Model, Runtime, SavedPreferences, Stats, Video } from '../../contract/index.ts'
import type { Clock } from '../../domain/ports/clock.ts'
import type { Changes } from '../changes.ts'

const flushEveryMs = 100
const statsEveryMs = 1_000
const maxBuffered = 200

/** What waits to be told, and how many ids of it one delta takes. What has no ids is a mark: it waits or does not. */
const perDelta = {
  jobs: 500,
  videos: 200,
  removedVideos: 200,
  scenes: 200,
  models: 50,
  allModels: 1,
  runtime: 1,
  spaces: 1,
  bins: 200,
  exports: 200,
  watchFolders: 200,
  preferences: 1,
  people: 1,
  stats: 1,
} as const
type Kind = keyof typeof perDelta
const kinds = Object.keys(perDelta) as readonly Kind[]

/** Where the current state comes from. */
export interface EventSources {
  readonly jobs: (ids: readonly string[]) => Promise<readonly Job[]>
  readonly snapshotJobs: () => Promise<readonly Job[]>
  readonly videos: (ids: readonly string[]) => Promise<readonly Video[]>
  readonly stats: () => Promise<Stats>
  /** Those of these models that still exist; null: all. */
  readonly models: (ids: readonly string[] | null) => Promise<readonly Model[]>
  readonly runtime: () => Promise<Runtime>
  readonly preferences: () => Promise<SavedPreferences>
}

/** Tells readers what changed: a snapshot, then deltas with the newest state of what changed, ten a second at most. */
export interface EventStream {
  readonly subscribe: (signal: AbortSignal) => AsyncIterable<LibraryEvent>
  /** How many read it now. */
  readonly readers: () => number
  readonly close: () => void
}

interface Reader {
  buffer: LibraryEvent[]
  overflowed: boolean
  wake: () => void
}

/** What waits to be told. */
const createPending = () => {
  const waiting = new Map<Kind, Set<string>>(kinds.map((kind) => [kind, new Set()]))
  const idsOf = (kind: Kind): Set<string> => waiting.get(kind) ?? new Set()
  return {
    add: (kind: Kind, id = '') => idsOf(kind).add(id),
    drop: (kind: Kind, id: string) => idsOf(kind).delete(id),
    has: (kind: Kind) => idsOf(kind).size > 0,
    any: () => kinds.some((kind) => idsOf(kind).size > 0),
    take: (kind: Kind): readonly string[] => {
      const ids = idsOf(kind)
      const taken = [...ids].slice(0, perDelta[kind])
      for (const id of taken) ids.delete(id)
      return taken
    },
    forget: (kind: Kind) => idsOf(kind).clear(),
    forgetAll: () => {
      for (const kind of kinds) idsOf(kind).clear()
    },
  }
}

/** A stream that follows the changes. While nobody reads it, changes cost nothing. */
export const createEventStream = (
  changes: Changes,
  sources: EventSources,
  clock: Clock,
  onFault: (message: string) => void,
): EventStream => {
  const readers = new Set<Reader>()
  const pending = createPending()
  let statsAtMs = Number.NEGATIVE_INFINITY
  let seq = 0
  let timer: (() => void) | null = null
  let flushing = false
  let closed = false

  /** Empties what waits into one delta, with the newest state of it; null when nothing of it is left to tell. */
  const collect = async (): Promise<LibraryEvent | null> => {
    const statsDue = pending.has('stats') && clock.now() - statsAtMs >= statsEveryMs
    if (statsDue) {
      pending.forget('stats')
      statsAtMs = clock.now()
    }
    const allModels = pending.take('allModels').length > 0
    if (allModels) pending.forget('models')
    const [jobIds, videoIds, modelIds] = [pending.take('jobs'), pending.take('videos'), pending.take('models')]
    const [gone, scenes] = [pending.take('removedVideos'), pending.take('scenes')]
    const spacesChanged = pending.take('spaces').length > 0
    const peopleChanged = pending.take('people').length > 0
    const [bins, exports, folders] = [pending.take('bins'), pending.take('exports'), pending.take('watchFolders')]
    const [jobs, videos, models, runtime, stats, preferences] = await Promise.all([
      jobIds.length === 0 ? [] : sources.jobs(jobIds),
      videoIds.length === 0 ? [] : sources.videos(videoIds),
      allModels || modelIds.length > 0 ? sources.models(allModels ? null : modelIds) : [],
      pending.take('runtime').length > 0 ? sources.runtime() : null,
      statsDue ? sources.stats() : null,
      pending.take('preferences').length > 0 ? sources.preferences() : null,
    ])
    // A video may have been removed and brought back within one interval.
    const removed = gone.filter((id) => !videos.some((video) => video.id === id))
    const told = {
      ...(jobs.length === 0 ? {} : { jobs: [...jobs] }),
      ...(videos.length === 0 ? {} : { videos: [...videos] }),
      ...(removed.length === 0 ? {} : { removedVideoIds: removed }),
      ...(scenes.length === 0 ? {} : { scenesChanged: [...scenes] }),
      ...(stats === null ? {} : { stats }),
      ...(models.length === 0 ? {} : { models: [...models] }),
      ...(runtime === null ? {} : { runtime }),
      ...(spacesChanged ? { spacesChanged: true as const } : {}),
      ...(peopleChanged ? { peopleChanged: true as const } : {}),
      ...(bins.length === 0 ? {} : { binsChanged: [...bins] }),
      ...(exports.length === 0 ? {} : { exportsChanged: [...exports] }),
      ...(folders.length === 0 ? {} : { watchFoldersChanged: [...folders] }),
      ...(preferences === null ? {} : { preferences }),
    }
    if (Object.keys(told).length === 0) return null
    seq += 1
    return { type: 'delta', seq, ...told }
  }

  const flush = async (): Promise<void> => {
    flushing = true
    try {
      const delta = await collect()
      if (delta === null) return
      for (const reader of readers) {
        if (reader.buffer.length >= maxBuffered) {
          reader.buffer = []
          reader.overflowed = true
        }
        if (!reader.overflowed) reader.buffer.push(delta)
        reader.wake()
      }
    } catch (thrown) {
      onFault(`events could not be collected: ${String(thrown)}`)
    } finally {
      flushing = false
      schedule()
    }
  }

  const schedule = (): void => {
    if (readers.size === 0) {
      pending.forgetAll()
      return
    }
    if (timer !== null || flushing || closed || !pending.any()) return
    timer = clock.after(flushEveryMs, () => {
      timer = null
      void flush()
    })
  }

  const note = (kind: Kind, id?: string): void => {
    if (readers.size === 0 || closed) return
    pending.add(kind, id)
    schedule()
  }

  const snapshot = async (): Promise<LibraryEvent> => {
    // Taken before reading: a delta that repeats what the snapshot already holds does no harm, a missed one would.
    const at = seq
    const [jobs, stats, models, runtime, preferences] = await Promise.all([
      sources.snapshotJobs(),
      sources.stats(),
      sources.models(null),
      sources.runtime(),
      sources.preferences(),
    ])
    return { type: 'snapshot', seq: at, jobs: [...jobs], stats, models: [...models], runtime, preferences }
  }

  async function* read(signal: AbortSignal): AsyncGenerator<LibraryEvent> {
    let waiter = Promise.withResolvers<void>()
    const reader: Reader = { buffer: [], overflowed: false, wake: () => waiter.resolve() }
    const stop = (): void => waiter.resolve()
    signal.addEventListener('abort', stop, { once: true })
    readers.add(reader)
    try {
      let last = Number.POSITIVE_INFINITY
      let snapshotDue = true
      while (!signal.aborted && !closed) {
        if (snapshotDue || reader.overflowed) {
          reader.overflowed = false
          snapshotDue = false
          const event = await snapshot()
          last = event.seq
          yield event
          continue
        }
        const event = reader.buffer.shift()
        if (event === undefined) {
          await waiter.promise
          waiter = Promise.withResolvers<void>()
        } else if (event.seq > last) {
          last = event.seq
          yield event
        }
      }
    } finally {
      readers.delete(reader)
      signal.removeEventListener('abort', stop)
      if (readers.size === 0) {
        timer?.()
        timer = null
        pending.forgetAll()
      }
    }
  }

  const stopListening = changes.listen({
    jobsChanged: (ids) => {
      for (const id of ids) note('jobs', id)
    },
    videoChanged: (id) => note('videos', id),
    videoRemoved: (id) => {
      pending.drop('videos', id)
      note('removedVideos', id)
    },
    scenesChanged: (videoId) => note('scenes', videoId),
    statsChanged: () => note('stats'),
    modelChanged: (id) => (id === null ? note('allModels') : note('models', id)),
    runtimeChanged: () => note('runtime'),
    spacesChanged: () => note('spaces'),
    binChanged: (id) => note('bins', id),
    peopleChanged: () => note('people'),
    exportChanged: (id) => note('exports', id),
    watchFolderChanged: (id) => note('watchFolders', id),
    preferencesChanged: () => note('preferences'),
  })

  return {
    subscribe: (signal) => read(signal),
    readers: () => readers.size,
    close: () => {
      closed = true
      stopListening()
      timer?.()
      for (const reader of readers) reader.wake()
    },
  }
}
