import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { SearchStatus } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

const answerWithinMs = 15_000
/** While something loads or is being built, its status is asked for again this often. */
const againMs = 1500

const isUnderWay = (status: SearchStatus): boolean =>
  status.index.state === 'building' || status.modalities.some(({ state }) => state === 'loading')

/** What each modality can answer now. */
export const searchStatusQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.searchStatus,
    queryFn: ({ signal }) => valueOfCall(client.call('searchStatus', {}, within(signal, answerWithinMs))),
    refetchInterval: ({ state }) =>
      state.status === 'success' && state.data !== undefined && isUnderWay(state.data) ? againMs : false,
    refetchIntervalInBackground: true,
    gcTime: Number.POSITIVE_INFINITY,
  })

/** The newest searches, newest first. Read again each time they are shown: searching changes them without an event. */
export const searchHistoryQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.searchHistory,
    queryFn: async ({ signal }) =>
      (await valueOfCall(client.call('searchHistory', { query: { limit: 20 } }, within(signal, answerWithinMs)))).items,
    staleTime: 0,
  })

/** Saved searches by name. Read again each time they are shown: another window may have saved one. */
export const savedSearchesQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.savedSearches,
    queryFn: async ({ signal }) =>
      (await valueOfCall(client.call('listSavedSearches', { query: { limit: 200 } }, within(signal, answerWithinMs))))
        .items,
    staleTime: 0,
  })

/** Two lists as one without doubles, those of the first before the others; at most `limit`. */
export const firstOfBoth = <Item extends { readonly id: string }>(
  first: readonly Item[],
  others: readonly Item[],
  limit: number,
): readonly Item[] => [...new Map([...first, ...others].map((item) => [item.id, item])).values()].slice(0, limit)

/** Videos whose title holds a text, by title, then those with its words in another name; without a text all, by title. */
export const namedLikeQuery = (client: Client, text: string, limit: number) =>
  queryOptions({
    queryKey: queryKeys.namedLike(text, limit),
    queryFn: async ({ signal }) => {
      const byTitle = { sort: 'title', order: 'asc', limit, ...(text === '' ? {} : { name: text }) } as const
      const titled = await valueOfCall(client.call('listVideos', { query: byTitle }, within(signal, answerWithinMs)))
      if (text === '' || titled.items.length === limit) return titled.items
      const byName = { sort: 'relevance', q: text, limit } as const
      const named = await valueOfCall(client.call('listVideos', { query: byName }, within(signal, answerWithinMs)))
      return firstOfBoth(titled.items, named.items, limit)
    },
    placeholderData: keepPreviousData,
  })
