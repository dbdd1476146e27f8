import type { SavedSearch } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { SavedSearchStore } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Core } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'

const taken = (name: string): Result<never, ApiFailure> =>
  refuse(
    'conflict',
    `There is a saved search “${name}” already.`,
    'Choose another name, or change the search that has it.',
  )

const unknown = (): Result<never, ApiFailure> => notFound('saved search')

/** The search history, and searches that a person saved. */
export const createSavedSearches = (
  store: SavedSearchStore,
): Pick<Core['search'], 'history' | 'clearHistory' | 'saved'> => {
  const now = (): string => new Date().toISOString()
  return {
    history: store.history,
    clearHistory: store.clearHistory,
    saved: {
      list: store.list,
      get: async (id) => {
        const saved = await store.get(id)
        return saved === null ? unknown() : ok(saved)
      },
      create: async (input) => {
        const saved = await store.save(input, now())
        return saved === null ? taken(input.name) : ok(saved)
      },
      patch: async (id, patch): Promise<Result<SavedSearch, ApiFailure>> => {
        const changed = await store.change(id, patch, now())
        if (changed === 'unknown') return unknown()
        return changed === 'taken' ? taken(patch.name ?? '') : ok(changed)
      },
      delete: async (id) => ((await store.delete(id)) ? ok(null) : unknown()),
    },
  }
}
