import { queryOptions } from '@tanstack/react-query'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

const answerWithinMs = 15_000

/** Settings of the library, kept by the core. */
export const settingsQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.settings,
    queryFn: ({ signal }) => valueOfCall(client.call('getSettings', {}, within(signal, answerWithinMs))),
  })

/** What the core says of itself: its version. */
export const healthQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.health,
    queryFn: ({ signal }) => valueOfCall(client.call('health', {}, within(signal, answerWithinMs))),
  })

/** Removed videos that still take space. */
export const removedQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.removed,
    queryFn: ({ signal }) => valueOfCall(client.call('getRemoved', {}, within(signal, answerWithinMs))),
  })
