import { createStore } from 'zustand/vanilla'
import type { CaptionHit } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import type { ClientError } from '../client/client-error.ts'

/** The search under way or on show. `hits` belong to `answered`, which may be an older query than `query` while typing. */
export interface SearchState {
  readonly query: string
  readonly answered: string | null
  readonly status: 'idle' | 'searching' | 'ready' | 'failed'
  readonly hits: readonly CaptionHit[]
  readonly total: number
  readonly nextCursor: string | null
  readonly error: ClientError | null
  /** Sets the words; the search starts after a short rest in typing. */
  readonly type: (query: string) => void
  /** Searches now, words taken as complete (Enter, a link, a reload). */
  readonly submit: (query: string) => void
  readonly loadMore: () => void
  /** Asks again for what is on show, for example after an import. */
  readonly refresh: () => void
}

const pageSize = 100

/** Makes the search store. `restMs` is how long typing must rest before a request is sent. */
export const createSearchStore = (client: Client, restMs = 150) => {
  let timer: ReturnType<typeof setTimeout> | null = null
  let request: AbortController | null = null
  let more: AbortController | null = null

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    request?.abort()
    more?.abort()
    request = null
    more = null
  }

  return createStore<SearchState>()((set, get) => {
    const ask = async (query: string, typing: boolean): Promise<void> => {
      const mine = new AbortController()
      request = mine
      const answer = await client.call('searchCaptions', { body: { query, typing, limit: pageSize } }, mine.signal)
      // A newer query took over: this answer is stale, whatever it says.
      if (request !== mine) return
      request = null
      if (!answer.ok) {
        set({ status: 'failed', error: answer.error, answered: query, hits: [], total: 0, nextCursor: null })
        return
      }
      const { items, total, nextCursor } = answer.value
      set({ status: 'ready', error: null, answered: query, hits: items, total, nextCursor })
    }
    const start = (query: string, typing: boolean, delayMs: number): void => {
      stop()
      if (query.trim() === '') {
        set({ query, answered: null, status: 'idle', hits: [], total: 0, nextCursor: null, error: null })
        return
      }
      set({ query, status: 'searching' })
      if (delayMs === 0) void ask(query, typing)
      else timer = setTimeout(() => void ask(query, typing), delayMs)
    }
    return {
      query: '',
      answered: null,
      status: 'idle',
      hits: [],
      total: 0,
      nextCursor: null,
      error: null,
      type: (query) => {
        if (query !== get().query) start(query, true, restMs)
      },
      submit: (query) => {
        if (query !== get().answered || get().status === 'failed') start(query, false, 0)
      },
      loadMore: () => {
        const { nextCursor: cursor, answered } = get()
        if (cursor === null || answered === null || more !== null || request !== null || timer !== null) return
        const mine = new AbortController()
        more = mine
        void (async () => {
          const answer = await client.call(
            'searchCaptions',
            { body: { query: answered, typing: false, limit: pageSize, cursor } },
            mine.signal,
          )
          if (more !== mine) return
          more = null
          if (answer.ok) set({ hits: [...get().hits, ...answer.value.items], nextCursor: answer.value.nextCursor })
          else set({ nextCursor: null })
        })()
      },
      refresh: () => {
        const { query } = get()
        if (query.trim() !== '' && timer === null && request === null) start(query, true, restMs)
      },
    }
  })
}
