import type { QueryClient } from '@tanstack/react-query'
import { createStore } from 'zustand/vanilla'
import type { LibraryFilter, ListVideosQuery, Video } from '../../electron/contract/index.ts'
import type { Answer, Client } from '../client/client.ts'
import type { ClientError, ClientResult } from '../client/client-error.ts'
import { queryKeys } from '../queries/query-keys.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** Which videos are listed, and in which order. */
export type LibraryQuery = Pick<ListVideosQuery, 'order'> & {
  readonly sort: Exclude<ListVideosQuery['sort'], 'relevance'>
  /** Words of names, and what else the videos must be; see `GET /api/v1/videos`. */
  readonly q: string
  readonly filter: LibraryFilter
}

/** The list of videos as far as it was read. */
export interface LibraryState {
  readonly query: LibraryQuery
  /** Ids in the order of the list; a prefix of the whole list until `complete`. */
  readonly order: readonly string[]
  readonly complete: boolean
  /** How many videos the query leaves, as the core counted them when the list was read; null before. */
  readonly total: number | null
  readonly status: 'empty' | 'loading' | 'ready' | 'failed'
  readonly error: ClientError | null
  /**
   * Videos by id. One map for the life of the store: a copy of 100,000 rows ten times a second would cost more than
   * everything else; `revision` counts its changes, and each row is replaced, never written to.
   */
  readonly videos: ReadonlyMap<string, Video>
  readonly revision: number
  readonly setQuery: (query: LibraryQuery) => void
  /** Makes sure that rows up to `index` are read or being read. */
  readonly ensure: (index: number) => void
  /** Reads the list again from its start, keeping what is shown until the answer is there. */
  readonly reload: () => void
  readonly upsert: (videos: readonly Video[]) => void
  readonly drop: (ids: readonly string[]) => void
  readonly remove: (ids: readonly string[]) => Promise<void>
  /** Ids of the last removal, as long as it can be undone. */
  readonly undoable: readonly string[]
  readonly undoRemove: () => Promise<void>
  /** Ids of the videos that the last undo brought back, once they are listed again. */
  readonly restored: readonly string[]
  readonly rename: (id: string, title: string) => Promise<void>
  readonly locate: (id: string, path: string) => Promise<boolean>
  /** Deletes for good what the app keeps of removed videos. */
  readonly purgeRemoved: () => Promise<void>
}

type VideoPage = ClientResult<Answer<'listVideos'>>

const pageSize = 200
const bigPageSize = 500

/** Whether the query leaves out any video. */
export const isFiltered = ({ q, filter }: Pick<LibraryQuery, 'q' | 'filter'>): boolean =>
  q.trim() !== '' || Object.keys(filter).length > 0

/** Whether a change of a video may take it into a filtered list or out of it. Progress alone does not. */
const changesPlace = (before: Video, after: Video): boolean =>
  (['title', 'path', 'state', 'missing', 'width', 'height', 'captionCount', 'recordedAt'] as const).some(
    (fact) => before[fact] !== after[fact],
  ) ||
  before.tags.join('\n') !== after.tags.join('\n') ||
  JSON.stringify(before.mark) !== JSON.stringify(after.mark)

const plural = (count: number): string => (count === 1 ? '1 video' : `${count.toLocaleString()} videos`)

/** Of its time a list that changes all the while is read again for at most one part in this many. */
const reloadShare = 5

/**
 * Makes the library store. `reloadDelayMs` gathers bursts of changes that need the list to be read again; where reading takes
 * long, as that of many rows does, it is done less often.
 */
export const createLibraryStore = (
  client: Client,
  toasts: () => ToastState,
  initialQuery: LibraryQuery,
  cache: QueryClient,
  reloadDelayMs = 200,
) => {
  const rows = new Map<string, Video>()
  let cursor: string | null = null
  let wanted = 0
  let reading: AbortController | null = null
  let reloadTimer: ReturnType<typeof setTimeout> | null = null
  /** Whether videos came or went since the core was asked for the list, so that its answer may be older than they are. */
  let outdated = false
  let lastReadMs = 0
  /** Ends when the core has answered to the last removal. */
  let removing: Promise<void> = Promise.resolve()

  return createStore<LibraryState>()((set, get) => {
    const complain = (error: ClientError): void => {
      if (error.kind === 'aborted') return
      showFailure(toasts(), error)
    }

    const readPage = (limit: number, from: string | null, signal: AbortSignal): Promise<VideoPage> => {
      const { q, filter, sort, order } = get().query
      const words = q.trim() === '' ? {} : { q }
      const query = { ...filter, sort, order, limit, ...words, ...(from === null ? {} : { cursor: from }) }
      return client.call('listVideos', { query }, signal)
    }

    const readFromStart = async (): Promise<void> => {
      reading?.abort()
      const mine = new AbortController()
      reading = mine
      outdated = false
      const startedAt = performance.now()
      set({ status: get().order.length === 0 ? 'loading' : 'ready', error: null })
      const keep = get().order.length
      const order: string[] = []
      let next: string | null = null
      let total: number | null = null
      do {
        const answer: VideoPage = await readPage(keep > pageSize ? bigPageSize : pageSize, next, mine.signal)
        if (mine.signal.aborted) return
        if (!answer.ok) {
          reading = null
          set({ status: 'failed', error: answer.error })
          return
        }
        for (const video of answer.value.items) {
          rows.set(video.id, video)
          order.push(video.id)
        }
        next = answer.value.nextCursor
        total = answer.value.total ?? total
        // A reload reads as far as was read before, so that no row on screen turns back into a skeleton.
      } while (next !== null && order.length < Math.min(keep, wanted + 1))
      cursor = next
      reading = null
      lastReadMs = performance.now() - startedAt
      set({ order, total, complete: next === null, status: 'ready', error: null, revision: get().revision + 1 })
      if (outdated) reloadSoon()
      else if (wanted >= order.length) void readOn()
    }

    const readOn = async (): Promise<void> => {
      while (reading === null && cursor !== null && get().order.length <= wanted) {
        const mine = new AbortController()
        reading = mine
        const answer = await readPage(bigPageSize, cursor, mine.signal)
        if (mine.signal.aborted) return
        reading = null
        if (!answer.ok) {
          set({ error: answer.error })
          return
        }
        // A row that came meanwhile moves the pages by one, so the same row may come twice.
        const tail = new Set(get().order.slice(-2 * bigPageSize))
        const added: string[] = []
        for (const video of answer.value.items) {
          rows.set(video.id, video)
          if (!tail.has(video.id)) added.push(video.id)
        }
        cursor = answer.value.nextCursor
        set({ order: [...get().order, ...added], complete: cursor === null, revision: get().revision + 1 })
      }
    }

    const reloadSoon = (): void => {
      if (reloadTimer !== null) return
      reloadTimer = setTimeout(
        () => {
          reloadTimer = null
          void readFromStart()
        },
        Math.max(reloadDelayMs, lastReadMs * reloadShare),
      )
    }

    return {
      query: initialQuery,
      order: [],
      complete: false,
      total: null,
      status: 'empty',
      error: null,
      videos: rows,
      revision: 0,
      undoable: [],
      restored: [],
      setQuery: (query) => {
        const before = get().query
        if (JSON.stringify(before) === JSON.stringify(query)) return
        wanted = 0
        set({ query })
        void readFromStart()
      },
      ensure: (index) => {
        if (index > wanted) wanted = index
        if (index >= get().order.length && !get().complete) void readOn()
      },
      reload: () => void readFromStart(),
      upsert: (videos) => {
        if (videos.length === 0) return
        const { query, revision } = get()
        const filtered = isFiltered(query)
        let hasFresh = false
        let mayMove = false
        for (const video of videos) {
          const before = rows.get(video.id)
          if (before === undefined) hasFresh = true
          else if (filtered && changesPlace(before, video)) mayMove = true
          rows.set(video.id, video)
        }
        if (hasFresh) outdated = true
        set({ revision: revision + 1 })
        // Where new ones stand among what came in together is the core's to say.
        if (hasFresh || mayMove) reloadSoon()
      },
      drop: (ids) => {
        const gone = new Set(ids.filter((id) => rows.delete(id)))
        if (gone.size === 0) return
        outdated = true
        const { order, total, revision } = get()
        const left = order.filter((id) => !gone.has(id))
        set({
          order: left,
          total: total === null ? null : total - (order.length - left.length),
          revision: revision + 1,
        })
      },
      remove: async (ids) => {
        const removed = ids.flatMap((id) => rows.get(id) ?? [])
        get().drop(ids)
        // Undoing may be asked for before the core has answered.
        const undoable = removed.map(({ id }) => id)
        set({ undoable })
        let finish = (): void => undefined
        removing = new Promise((resolve) => {
          finish = resolve
        })
        const failedIds: string[] = []
        for (const video of removed) {
          const answer = await client.call('deleteVideo', { params: { id: video.id } }, AbortSignal.timeout(15_000))
          if (!answer.ok) {
            failedIds.push(video.id)
            complain(answer.error)
          }
        }
        finish()
        if (failedIds.length > 0) void readFromStart()
        const isUndone = get().undoable !== undoable
        const done = removed.filter((video) => !failedIds.includes(video.id))
        if (isUndone) return
        set({ undoable: done.map(({ id }) => id) })
        if (done.length === 0) return
        const only = done.length === 1 ? done[0] : undefined
        toasts().show({
          message: only === undefined ? `Removed ${plural(done.length)}` : `Removed “${only.title}”`,
          detail: 'The files themselves were not touched.',
          action: { label: 'Undo', run: () => void get().undoRemove() },
        })
      },
      undoRemove: async () => {
        const ids = get().undoable
        set({ undoable: [] })
        await removing
        for (const id of ids) {
          const answer = await client.call(
            'patchVideo',
            { params: { id }, body: { removed: false } },
            AbortSignal.timeout(15_000),
          )
          if (!answer.ok) complain(answer.error)
        }
        if (ids.length === 0) return
        await readFromStart()
        set({ restored: ids })
      },
      rename: async (id, title) => {
        const before = rows.get(id)
        if (before === undefined || title.trim() === '' || title === before.title) return
        get().upsert([{ ...before, title: title.trim() }])
        const answer = await client.call('patchVideo', { params: { id }, body: { title } }, AbortSignal.timeout(15_000))
        if (answer.ok) return
        get().upsert([before])
        complain(answer.error)
      },
      locate: async (id, path) => {
        const answer = await client.call('patchVideo', { params: { id }, body: { path } }, AbortSignal.timeout(60_000))
        if (answer.ok) {
          toasts().show({ message: `Found “${answer.value.title}” again` })
          return true
        }
        complain(answer.error)
        return false
      },
      purgeRemoved: async () => {
        const answer = await client.call('purgeRemoved', {}, AbortSignal.timeout(600_000))
        if (answer.ok) {
          set({ undoable: [] })
          toasts().show({ message: `Freed the space of ${plural(answer.value.videos)}` })
        } else complain(answer.error)
        await cache.invalidateQueries({ queryKey: queryKeys.removed })
      },
    }
  })
}
