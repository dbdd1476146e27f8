import { queryOptions } from '@tanstack/react-query'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

const answerWithinMs = 30_000

/** Pages of other programs that were let in, by origin. */
export const panelsQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.panels,
    queryFn: async ({ signal }) =>
      (await valueOfCall(client.call('listPanels', {}, within(signal, answerWithinMs)))).items,
  })
