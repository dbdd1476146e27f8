import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

const pageLimit = 100
const answerWithinMs = 30_000

/** Everything that needs a person, page by page. Read again whenever the core counts otherwise. */
export const problemsQuery = (client: Client) =>
  infiniteQueryOptions({
    queryKey: queryKeys.problems,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      valueOfCall(
        client.call(
          'listProblems',
          { query: { limit: pageLimit, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          within(signal, answerWithinMs),
        ),
      ),
    getNextPageParam: (page) => page.nextCursor,
  })

/** Sums of the jobs that ended, by the days of this machine's clock. */
export const jobSummaryQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.jobSummary,
    queryFn: async ({ signal }) =>
      (
        await valueOfCall(
          client.call(
            'jobSummary',
            { query: { utcOffsetMinutes: -new Date().getTimezoneOffset(), days: 60 } },
            within(signal, answerWithinMs),
          ),
        )
      ).days,
  })
