import { queryOptions } from '@tanstack/react-query'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

const answerWithinMs = 30_000

/** Every bin, by name. */
export const binsQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.bins,
    queryFn: async ({ signal }) =>
      (await valueOfCall(client.call('listBins', {}, within(signal, answerWithinMs)))).items,
  })

/** One bin with its ranges; those of a smart bin are found each time it is shown. */
export const binQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: queryKeys.bin(id),
    queryFn: ({ signal }) => valueOfCall(client.call('getBin', { params: { id } }, within(signal, answerWithinMs))),
  })
