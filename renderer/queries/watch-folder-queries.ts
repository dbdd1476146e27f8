import { queryOptions } from '@tanstack/react-query'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

const answerWithinMs = 30_000

/** Every watched folder with how it stands, by path. */
export const watchFoldersQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.watchFolders,
    queryFn: async ({ signal }) =>
      (await valueOfCall(client.call('listWatchFolders', {}, within(signal, answerWithinMs)))).items,
  })
