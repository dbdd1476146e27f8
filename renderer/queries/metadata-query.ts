import { queryOptions } from '@tanstack/react-query'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

const answerWithinMs = 15_000

/** What others wrote about a film, and where its marks say otherwise. Read again each time it is shown. */
export const metadataQuery = (client: Client, videoId: string) =>
  queryOptions({
    queryKey: queryKeys.metadata(videoId),
    queryFn: ({ signal }) =>
      valueOfCall(client.call('getMetadata', { params: { id: videoId } }, within(signal, answerWithinMs))),
    staleTime: 0,
  })
