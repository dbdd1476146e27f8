import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { DuplicateGroups, LikenessKind, NotAlikeItems } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

/** The first list of a large library compares all of its scenes. */
const comparedWithinMs = 60 * 60_000
const answerWithinMs = 30_000
const pageSize = 100

/** Groups of one kind, those that are decided or those that are not; a page of them at a time. */
export const duplicateGroupsQuery = (client: Client, kind: LikenessKind, decided: boolean) =>
  infiniteQueryOptions({
    queryKey: queryKeys.duplicateGroups(kind, decided),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }): Promise<DuplicateGroups> => {
      const query = {
        kind,
        decided: decided ? ('true' as const) : ('false' as const),
        limit: pageSize,
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }
      return valueOfCall(client.call('listDuplicates', { query }, within(signal, comparedWithinMs)))
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })

/** How many groups of a kind wait for a decision. */
export const duplicateCountQuery = (client: Client, kind: LikenessKind) =>
  queryOptions({
    queryKey: queryKeys.duplicateCount(kind),
    queryFn: async ({ signal }) => {
      const query = { kind, decided: 'false', limit: 1 } as const
      return (await valueOfCall(client.call('listDuplicates', { query }, within(signal, comparedWithinMs)))).total
    },
  })

/** Pairs of scenes that were said not to be alike, the last first; a page of them at a time. */
export const notAlikeQuery = (client: Client) =>
  infiniteQueryOptions({
    queryKey: queryKeys.notAlike,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }): Promise<NotAlikeItems> => {
      const query = { limit: pageSize, ...(pageParam === undefined ? {} : { cursor: pageParam }) }
      return valueOfCall(client.call('listNotAlike', { query }, within(signal, answerWithinMs)))
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })

/** How far the comparison is, asked again and again while it is on show. */
export const duplicatesStatusQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.duplicatesStatus,
    refetchInterval: 500,
    gcTime: 0,
    queryFn: ({ signal }) => valueOfCall(client.call('duplicatesStatus', {}, within(signal, answerWithinMs))),
  })
