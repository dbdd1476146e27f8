import { queryOptions } from '@tanstack/react-query'
import type { Face, Person } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

const answerWithinMs = 30_000
const pageSize = 500

/** Everyone that is not hidden: those with a name first. Unnamed ones after the first `pageSize` are left out. */
export const peopleQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.people,
    queryFn: async ({ signal }): Promise<readonly Person[]> => {
      const query = { limit: pageSize, hidden: 'false', minFaces: 1 } as const
      return (await valueOfCall(client.call('listPeople', { query }, within(signal, answerWithinMs)))).items
    },
  })

/** The first `pageSize` faces of a person, by video and time. */
export const facesQuery = (client: Client, personId: string) =>
  queryOptions({
    queryKey: queryKeys.faces(personId),
    queryFn: async ({ signal }): Promise<readonly Face[]> => {
      const input = { params: { id: personId }, query: { limit: pageSize } } as const
      return (await valueOfCall(client.call('listFaces', input, within(signal, answerWithinMs)))).items
    },
  })
