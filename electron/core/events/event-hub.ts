import type { Job, LibraryEvent, Model, Runtime, Stats, Video } from '../../contract/index.ts'
import type { Clock } from '../../pipeline/clock.ts'

const flushEveryMs = 100
const statsEveryMs = 1_000
const maxBuffered = 200
const maxJobsPerDelta = 500
const maxVideosPerDelta = 200
const maxModelsPerDelta = 50

/** Where the hub gets the current state from. */
export interface EventSources {
  readonly jobs: (ids: readonly string[]) => Promise<readonly Job[]>
  readonly snapshotJobs: () => Promise<readonly Job[]>
  readonly videos: (ids: readonly string[]) => Promise<readonly Video[]>
  readonly stats: () => Promise<Stats>
  /** Those of these models that still exist; null: all. */
  readonly models: (ids: readonly string[] | null) => Promise<readonly Model[]>
  readonly runtime: () => Promise<Runtime>
}

/** Tells readers what changed: a snapshot, then deltas with the newest state of what changed, ten a second at most. */
export interface EventHub {
  readonly jobsChanged: (ids: readonly string[]) => void
  readonly videoChanged: (id: string) => void
  readonly videoRemoved: (id: string) => void
  readonly scenesChanged: (videoId: string) => void
  readonly statsChanged: () => void
  /** Null: the list itself changed. */
  readonly modelChanged: (id: string | null) => void
  readonly runtimeChanged: () => void
  /** Vectors were added or deleted, or another space answers. */
  readonly spacesChanged: () => void
  readonly subscribe: (signal: AbortSignal) => AsyncIterable<LibraryEvent>
  readonly readers: () => number
  readonly close: () => void
}

type Delta = Extract<LibraryEvent, { readonly type: 'delta' }>

interface Reader {
  buffer: LibraryEvent[]
  overflowed: boolean
  wake: () => void
}

const take = (ids: Set<string>, limit: number): readonly string[] => {
  const taken = [...ids].slice(0, limit)
  for (const id of taken) ids.delete(id)
  return taken
}

/** A hub without readers; while it has none, changes cost nothing. */
export const createEventHub = (sources: EventSources, clock: Clock, onFault: (message: string) => void): EventHub => {
  const readers = new Set<Reader>()
  const jobIds = new Set<string>()
  const videoIds = new Set<string>()
  const removedIds = new Set<string>()
  const sceneIds = new Set<string>()
  const modelIds = new Set<string>()
  let allModels = false
  let runtimeDirty = false
  let spacesDirty = false
  let statsDirty = false
  let statsAtMs = Number.NEGATIVE_INFINITY
  let seq = 0
  let timer: (() => void) | null = null
  let flushing = false
  let closed = false

  const idSets = [jobIds, videoIds, removedIds, sceneIds, modelIds]
  const pending = (): boolean =>
    idSets.some((ids) => ids.size > 0) || statsDirty || allModels || runtimeDirty || spacesDirty
  const forget = (): void => {
    for (const ids of idSets) ids.clear()
    statsDirty = false
    allModels = false
    runtimeDirty = false
    spacesDirty = false
  }

  /** The part of a delta that tells of models, their environment and their spaces. */
  const collectModels = async (): Promise<Pick<Delta, 'models' | 'runtime' | 'spacesChanged'>> => {
    const wanted = allModels ? null : take(modelIds, maxModelsPerDelta)
    const [toldAll, toldRuntime, toldSpaces] = [allModels, runtimeDirty, spacesDirty]
    if (toldAll) modelIds.clear()
    allModels = false
    runtimeDirty = false
    spacesDirty = false
    const [models, runtime] = await Promise.all([
      wanted !== null && wanted.length === 0 ? [] : sources.models(wanted),
      toldRuntime ? sources.runtime() : null,
    ])
    return {
      ...(models.length === 0 ? {} : { models: [...models] }),
      ...(runtime === null ? {} : { runtime }),
      ...(toldSpaces ? { spacesChanged: true } : {}),
    }
  }

  const collect = async (): Promise<LibraryEvent | null> => {
    const statsDue = statsDirty && clock.now() - statsAtMs >= statsEveryMs
    if (statsDue) {
      statsDirty = false
      statsAtMs = clock.now()
    }
    const gone = take(removedIds, maxVideosPerDelta)
    const scenes = take(sceneIds, maxVideosPerDelta)
    const [jobs, videos, stats, rest] = await Promise.all([
      jobIds.size === 0 ? [] : sources.jobs(take(jobIds, maxJobsPerDelta)),
      videoIds.size === 0 ? [] : sources.videos(take(videoIds, maxVideosPerDelta)),
      statsDue ? sources.stats() : null,
      collectModels(),
    ])
    // Removed and brought back within one interval.
    const removed = gone.filter((id) => !videos.some((video) => video.id === id))
    const nothing = jobs.length + videos.length + removed.length + scenes.length === 0 && stats === null
    if (nothing && Object.keys(rest).length === 0) return null
    seq += 1
    return {
      type: 'delta',
      seq,
      ...(jobs.length === 0 ? {} : { jobs: [...jobs] }),
      ...(videos.length === 0 ? {} : { videos: [...videos] }),
      ...(removed.length === 0 ? {} : { removedVideoIds: [...removed] }),
      ...(scenes.length === 0 ? {} : { scenesChanged: [...scenes] }),
      ...(stats === null ? {} : { stats }),
      ...rest,
    }
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
      forget()
      return
    }
    if (timer !== null || flushing || closed || !pending()) return
    timer = clock.after(flushEveryMs, () => {
      timer = null
      void flush()
    })
  }

  const changed = (ids: Set<string>, id: string): void => {
    if (readers.size === 0 || closed) return
    ids.add(id)
    schedule()
  }

  const snapshot = async (): Promise<LibraryEvent> => {
    // Taken before reading: a delta that repeats what the snapshot already holds does no harm, a missed one would.
    const at = seq
    const [jobs, stats, models, runtime] = await Promise.all([
      sources.snapshotJobs(),
      sources.stats(),
      sources.models(null),
      sources.runtime(),
    ])
    return { type: 'snapshot', seq: at, jobs: [...jobs], stats, models: [...models], runtime }
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
        forget()
      }
    }
  }

  return {
    jobsChanged: (ids) => {
      for (const id of ids) changed(jobIds, id)
    },
    videoChanged: (id) => changed(videoIds, id),
    videoRemoved: (id) => {
      videoIds.delete(id)
      changed(removedIds, id)
    },
    scenesChanged: (videoId) => changed(sceneIds, videoId),
    statsChanged: () => {
      if (readers.size === 0) return
      statsDirty = true
      schedule()
    },
    modelChanged: (id) => {
      if (id !== null) return changed(modelIds, id)
      if (readers.size === 0) return
      allModels = true
      schedule()
    },
    runtimeChanged: () => {
      if (readers.size === 0) return
      runtimeDirty = true
      schedule()
    },
    spacesChanged: () => {
      if (readers.size === 0) return
      spacesDirty = true
      schedule()
    },
    subscribe: (signal) => read(signal),
    readers: () => readers.size,
    close: () => {
      closed = true
      timer?.()
      for (const reader of readers) reader.wake()
    },
  }
}

/** The hub with a listener inside the process: `onChange` hears of scenes, vectors and videos that changed, read or not. */
export const watchHub = (hub: EventHub, onChange: () => void): EventHub => ({
  ...hub,
  videoChanged: (id) => {
    onChange()
    hub.videoChanged(id)
  },
  videoRemoved: (id) => {
    onChange()
    hub.videoRemoved(id)
  },
  scenesChanged: (videoId) => {
    onChange()
    hub.scenesChanged(videoId)
  },
  spacesChanged: () => {
    onChange()
    hub.spacesChanged()
  },
})
