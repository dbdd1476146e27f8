import { createStore } from 'zustand/vanilla'
import type { Mark, NamedVideo, SearchResponse, SearchStatus } from '../../../electron/contract/index.ts'
import type { Client } from '../../client/client.ts'
import type { ClientError, ClientResult } from '../../client/client-error.ts'
import { emptyQuery, type SearchQuery } from './search-query.ts'
import { requestOf, type SearchRequest, type VideosWanted, videosWanted } from './search-request.ts'
import { resultsOfCaption, resultsOfHit, type SearchResult, withCopiesTurned, withMarks } from './search-result.ts'
import type { SliderValues } from './weights.ts'

/** Results on show, with the query they answer. */
export interface Answered {
  readonly query: SearchQuery
  /** `videos`: only names or tags were asked for. */
  readonly kind: 'captions' | 'semantic' | 'videos'
  readonly results: readonly SearchResult[]
  /** Captions that have the words, or scenes that stand out. */
  readonly total: number
  /** Scenes that could be found at all; null for a search word for word. */
  readonly candidates: number | null
  readonly verdict: SearchResponse['verdict'] | null
  readonly notices: SearchResponse['notices']
  /** Of “A then B”: how many scenes answer each half alone. */
  readonly halves: SearchResponse['halves'] | null
  /** Videos whose names have the words, best first, and how many there are. */
  readonly videos: readonly NamedVideo[]
  readonly videoCount: number
  readonly nextCursor: string | null
  /** Copies are still looked for. */
  readonly foldingIsIncomplete?: boolean
}

/** Videos that a search names. */
export type Named = Pick<Answered, 'videos' | 'videoCount'>

/** The search under way or on show. `answered` may belong to an older query than `query` while a person types. */
export interface SearchState {
  readonly query: SearchQuery
  readonly answered: Answered | null
  /** `muted`: every slider that counts is at zero. */
  readonly status: 'idle' | 'searching' | 'ready' | 'failed' | 'muted'
  readonly error: ClientError | null
  /** Videos that the words of a search name whose scenes could not be asked for; null but for a failed one. */
  readonly named: Named | null
  /** Sets what is looked for; the search starts after a short rest in typing. */
  readonly type: (query: SearchQuery) => void
  /** Searches now (Enter, a chip, a filter). `remember` keeps it in the history. */
  readonly submit: (query: SearchQuery, remember?: boolean) => void
  /** Weighs anew; the results on show stay until the new order is there. */
  readonly weigh: (weights: SliderValues) => void
  /** Searches the words of these sources from now on. */
  readonly searchSources: (sources: SearchQuery['sources']) => void
  readonly loadMore: () => void
  /** Asks again for what is on show, for example after an import. */
  readonly refresh: () => void
  /** Shows the copies of a result behind it, or folds them into it again. */
  readonly turnCopies: (resultId: string) => void
  /** Shows what was just said of scenes among the results. */
  readonly marked: (marks: readonly Mark[]) => void
  /** Keeps the search on show in the history: its results were of use. */
  readonly remember: () => void
}

const pageSize = 100
/** Of videos, when nothing but them is asked for; the library shows the rest. */
const mostListed = 60
/** Of videos, when the search itself was refused. */
const mostNamed = 12
/** As many as may be weighed anew at once, so that a person far down keeps their place. */
const maxAtOnce = 400

/** An import changes scenes many times a second; results by meaning are asked for again this often at most. */
const refreshMeaningMs = 1500
/** Copies that are still looked for are asked for again so often. */
const refreshFoldingMs = 3000

type Page = Omit<Answered, 'query' | 'kind'>

/** What only a search by meaning tells. */
const nothingMore = { candidates: null, verdict: null, halves: null } as const

/** Makes the search store. `restMs` is how long typing must rest before a request is sent. */
export const createSearchStore = (
  client: Client,
  abilities: { readonly whenKnown: (signal: AbortSignal) => Promise<SearchStatus | null> },
  restMs = 150,
) => {
  let timer: ReturnType<typeof setTimeout> | null = null
  /** What is on show is asked for again at this time. */
  let freshening: ReturnType<typeof setTimeout> | null = null
  let flight: AbortController | null = null
  let more: AbortController | null = null
  /** Sliders moved while a request was on its way: the newest place is asked for once it is back. */
  let weighAgain = false
  let remembered = ''
  /** Results whose copies are on show. */
  let unfolded: ReadonlySet<string> = new Set()

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer)
    if (freshening !== null) clearTimeout(freshening)
    timer = null
    freshening = null
    flight?.abort()
    more?.abort()
    flight = null
    more = null
    weighAgain = false
  }

  const readNamed = async (wanted: VideosWanted, limit: number, signal: AbortSignal): Promise<ClientResult<Named>> => {
    const answer = await client.call('listVideos', { query: { ...wanted, sort: 'relevance', limit } }, signal)
    if (!answer.ok) return answer
    const { items, total = items.length } = answer.value
    return { ok: true, value: { videos: items.map((video) => ({ ...video, matchedIn: [] })), videoCount: total } }
  }

  const read = async (
    request: Extract<SearchRequest, { kind: 'captions' | 'semantic' | 'videos' }>,
    options: {
      readonly typing: boolean
      readonly limit: number
      readonly cursor?: string
      readonly remember?: boolean
    },
    signal: AbortSignal,
  ): Promise<ClientResult<Page>> => {
    const { typing, limit, cursor } = options
    if (request.kind === 'videos') {
      const named = await readNamed(request.wanted, mostListed, signal)
      if (!named.ok) return named
      const { videoCount: total } = named.value
      return { ok: true, value: { ...nothingMore, ...named.value, notices: [], results: [], total, nextCursor: null } }
    }
    const page = { limit, ...(cursor === undefined ? {} : { cursor }) }
    if (request.kind === 'captions') {
      const answer = await client.call('searchCaptions', { body: { ...request.body, typing, ...page } }, signal)
      if (!answer.ok) return answer
      const { items, total, videos = [], nextCursor } = answer.value
      const { videoCount = videos.length } = answer.value
      const foldingIsIncomplete = answer.value.foldingIsIncomplete === true
      const results = items.flatMap((hit) => resultsOfCaption(hit, unfolded.has(hit.caption.id)))
      const found = { notices: [], results, total, videos, videoCount, nextCursor, foldingIsIncomplete }
      return { ok: true, value: { ...nothingMore, ...found } }
    }
    const answer = await client.call(
      'searchSemantic',
      {
        body: {
          ...request.body,
          ...page,
          ...(typing ? { typing } : {}),
          ...(options.remember === true ? { remember: true } : {}),
        },
      },
      signal,
    )
    if (!answer.ok) return answer
    const { items, relevant, candidates, verdict, notices, halves = null, videos = [], nextCursor } = answer.value
    const { videoCount = videos.length } = answer.value
    const foldingIsIncomplete = answer.value.foldingIsIncomplete === true
    const found = { candidates, verdict, notices, halves, videos, videoCount, nextCursor, foldingIsIncomplete }
    const results = items.flatMap((hit) => resultsOfHit(hit, unfolded.has(hit.sceneId)))
    return { ok: true, value: { ...found, results, total: relevant } }
  }

  return createStore<SearchState>()((set, get) => {
    const freshenIn = (delayMs: number): void => {
      if (get().status === 'idle' || timer !== null || freshening !== null) return
      freshening = setTimeout(() => {
        freshening = null
        if (timer === null && flight === null) void ask({ typing: false, remember: false })
      }, delayMs)
    }
    const ask = async (how: { readonly typing: boolean; readonly remember: boolean }): Promise<void> => {
      const mine = new AbortController()
      flight = mine
      const status = await abilities.whenKnown(mine.signal)
      if (flight !== mine) return
      const { query, answered: before } = get()
      const request = requestOf(query, status)
      if (request.kind === 'nothing' || request.kind === 'muted') {
        flight = null
        set({ status: request.kind === 'muted' ? 'muted' : 'idle', answered: null, error: null, named: null })
        return
      }
      const shown = before?.kind === request.kind ? before.results.length : 0
      const limit = how.typing || how.remember ? pageSize : Math.min(maxAtOnce, Math.max(pageSize, shown))
      const answer = await read(request, { ...how, limit }, mine.signal)
      const wanted = answer.ok || request.kind !== 'semantic' ? null : videosWanted(query)
      const named = wanted === null ? null : await readNamed(wanted, mostNamed, mine.signal)
      // A newer query took over: this answer is stale, whatever it says.
      if (flight !== mine) return
      flight = null
      if (how.remember) remembered = JSON.stringify(request)
      if (answer.ok) {
        set({ status: 'ready', error: null, named: null, answered: { query, kind: request.kind, ...answer.value } })
        if (answer.value.foldingIsIncomplete === true) freshenIn(refreshFoldingMs)
      } else {
        set({ status: 'failed', error: answer.error, answered: null, named: named?.ok === true ? named.value : null })
      }
      if (weighAgain) {
        weighAgain = false
        void ask({ typing: false, remember: false })
      }
    }
    const start = (
      query: SearchQuery,
      delayMs: number,
      how: { readonly typing: boolean; readonly remember: boolean },
    ) => {
      stop()
      unfolded = new Set()
      if (requestOf(query, null).kind === 'nothing') {
        set({ query, answered: null, status: 'idle', error: null, named: null })
        return
      }
      set({ query, status: 'searching' })
      if (delayMs === 0) void ask(how)
      else {
        timer = setTimeout(() => {
          timer = null
          void ask(how)
        }, delayMs)
      }
    }
    const adjust = (change: Partial<Pick<SearchQuery, 'weights' | 'sources'>>): void => {
      const { query, status } = get()
      set({ query: { ...query, ...change } })
      if (status === 'idle' || timer !== null) return
      // One request at a time, the newest place of the sliders next: aborting each would never show any.
      if (flight !== null) weighAgain = true
      else void ask({ typing: false, remember: false })
    }
    return {
      query: emptyQuery,
      answered: null,
      status: 'idle',
      error: null,
      named: null,
      type: (query) => start(query, restMs, { typing: true, remember: false }),
      submit: (query, remember = false) => {
        const { answered, status } = get()
        if (!remember && status === 'ready' && answered?.query === query) return
        start(query, 0, { typing: false, remember })
      },
      weigh: (weights) => adjust({ weights }),
      searchSources: (sources) => adjust({ sources }),
      loadMore: () => {
        const { answered } = get()
        if (answered === null || answered.nextCursor === null) return
        if (more !== null || flight !== null || timer !== null) return
        const mine = new AbortController()
        more = mine
        void (async () => {
          const request = requestOf(answered.query, await abilities.whenKnown(mine.signal))
          if (request.kind === 'nothing' || request.kind === 'muted') {
            if (more === mine) more = null
            return
          }
          const cursor = answered.nextCursor ?? ''
          const answer = await read(request, { typing: false, limit: pageSize, cursor }, mine.signal)
          if (more !== mine) return
          more = null
          if (get().answered !== answered) return
          if (!answer.ok) set({ answered: { ...answered, nextCursor: null } })
          else {
            const { results, nextCursor } = answer.value
            set({ answered: { ...answered, results: [...answered.results, ...results], nextCursor } })
          }
        })()
      },
      refresh: () => freshenIn(get().answered?.kind === 'semantic' ? refreshMeaningMs : restMs),
      turnCopies: (resultId) => {
        const { answered } = get()
        if (answered === null) return
        const turned = new Set(unfolded)
        if (!turned.delete(resultId)) turned.add(resultId)
        unfolded = turned
        set({ answered: { ...answered, results: withCopiesTurned(answered.results, resultId) } })
      },
      marked: (marks) => {
        const { answered } = get()
        if (answered === null) return
        const results = withMarks(answered.results, marks)
        if (results !== answered.results) set({ answered: { ...answered, results } })
      },
      remember: () => {
        const { answered } = get()
        if (answered?.kind !== 'semantic') return
        void (async () => {
          const signal = AbortSignal.timeout(30_000)
          const request = requestOf(answered.query, await abilities.whenKnown(signal))
          if (request.kind !== 'semantic' || JSON.stringify(request) === remembered) return
          remembered = JSON.stringify(request)
          await read(request, { typing: false, limit: 1, remember: true }, signal)
        })()
      },
    }
  })
}
