import type { QueryClient } from '@tanstack/react-query'
import type { SearchStatus } from '../../../electron/contract/index.ts'
import type { Client } from '../../client/client.ts'
import { queryKeys } from '../../queries/query-keys.ts'
import { searchStatusQuery } from '../../queries/search-queries.ts'

/** What searching needs to know of the core before it asks. */
export interface SearchAbilities {
  /** The status, read first if it never was; null when the core does not tell. */
  readonly whenKnown: (signal: AbortSignal) => Promise<SearchStatus | null>
  /** A person is about to search: models that sleep are woken, at most once in a while. */
  readonly prepare: () => void
}

const answerWithinMs = 15_000
const prepareEveryMs = 60_000

/** Makes what searching knows of the core's abilities. */
export const createSearchAbilities = (client: Client, cache: QueryClient): SearchAbilities => {
  let preparedAtMs = Number.NEGATIVE_INFINITY
  const known = (): SearchStatus | null => cache.getQueryData<SearchStatus>(queryKeys.searchStatus) ?? null
  return {
    whenKnown: (signal) =>
      known() !== null || signal.aborted
        ? Promise.resolve(known())
        : cache.fetchQuery(searchStatusQuery(client)).catch(() => null),
    prepare: () => {
      const now = performance.now()
      const sleeps = known()?.modalities.some(({ state }) => state === 'sleeping') === true
      if (!sleeps || now - preparedAtMs < prepareEveryMs) return
      preparedAtMs = now
      void (async () => {
        const answer = await client.call('prepareSearch', {}, AbortSignal.timeout(answerWithinMs))
        if (answer.ok) cache.setQueryData(queryKeys.searchStatus, answer.value)
      })()
    },
  }
}
