import { queryOptions } from '@tanstack/react-query'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

const answerWithinMs = 15_000
const mostFolders = 500

/** Every tag with the number of its videos. Read again each time it is shown: tags change without an event of their own. */
export const tagsQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.tags,
    queryFn: async ({ signal }) =>
      (await valueOfCall(client.call('listTags', {}, within(signal, answerWithinMs)))).items,
    staleTime: 0,
  })

/** Every camera with the number of its videos. */
export const camerasQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.cameras,
    queryFn: async ({ signal }) =>
      (await valueOfCall(client.call('listCameras', {}, within(signal, answerWithinMs)))).items,
    staleTime: 0,
  })

/** Folders right below one, or at the top (null). */
export const foldersQuery = (client: Client, under: string | null) =>
  queryOptions({
    queryKey: queryKeys.folders(under),
    queryFn: async ({ signal }) => {
      const query = { limit: mostFolders, ...(under === null ? {} : { under }) }
      return (await valueOfCall(client.call('listFolders', { query }, within(signal, answerWithinMs)))).items
    },
    staleTime: 0,
  })
