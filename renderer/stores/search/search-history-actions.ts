import type { QueryClient } from '@tanstack/react-query'
import type { Client } from '../../client/client.ts'
import { type ClientError, describeClientError } from '../../client/client-error.ts'
import { queryKeys } from '../../queries/query-keys.ts'
import { showFailure, type ToastState } from '../toast-store.ts'
import type { SearchQuery } from './search-query.ts'
import { requestOf } from './search-request.ts'

/** What can be done with recent and saved searches; a refusal is told in a notice. */
export interface SearchHistoryActions {
  /** Saves a query under a name; answers why not, or null. */
  readonly save: (name: string, query: SearchQuery) => Promise<string | null>
  readonly rename: (id: string, name: string) => Promise<void>
  readonly remove: (id: string) => Promise<void>
  readonly clearHistory: () => Promise<void>
}

const answerWithinMs = 15_000

/** By meaning, whatever can answer now: what is saved outlives the models of today. */
const anyModel = {
  modalities: [
    {
      modality: 'captions',
      state: 'ready',
      takesText: true,
      model: null,
      spaceId: null,
      present: 0,
    },
  ],
  index: { mode: 'direct', state: 'ready', progress: 1, scenes: 0, memoryBytes: 0 },
} as const

/** Makes the actions on recent and saved searches. */
export const createSearchHistoryActions = (
  client: Client,
  cache: QueryClient,
  toasts: () => ToastState,
): SearchHistoryActions => {
  const complain = (error: ClientError): void => {
    showFailure(toasts(), error)
  }
  const limit = (): AbortSignal => AbortSignal.timeout(answerWithinMs)
  const readAgain = (): Promise<void> => cache.invalidateQueries({ queryKey: queryKeys.savedSearches })
  return {
    save: async (name, query) => {
      const request = requestOf({ ...query, exact: false }, { ...anyModel, modalities: [...anyModel.modalities] })
      if (request.kind !== 'semantic') return 'There is nothing to save yet: type some words first.'
      const answer = await client.call('createSavedSearch', { body: { name, request: request.body } }, limit())
      if (!answer.ok) {
        const { message, remedy } = describeClientError(answer.error)
        return remedy === '' ? message : `${message} ${remedy}`
      }
      toasts().show({ message: `Saved “${answer.value.name}”`, lifetimeMs: 2500 })
      await readAgain()
      return null
    },
    rename: async (id, name) => {
      const answer = await client.call('patchSavedSearch', { params: { id }, body: { name } }, limit())
      if (!answer.ok) complain(answer.error)
      await readAgain()
    },
    remove: async (id) => {
      const answer = await client.call('deleteSavedSearch', { params: { id } }, limit())
      if (!answer.ok) complain(answer.error)
      await readAgain()
    },
    clearHistory: async () => {
      const answer = await client.call('clearSearchHistory', {}, limit())
      if (answer.ok) cache.setQueryData(queryKeys.searchHistory, [])
      else complain(answer.error)
    },
  }
}
