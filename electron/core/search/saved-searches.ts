import type { SavedSearch, SemanticSearch } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { pages } from '../../domain/pages.ts'
import type { SavedSearchStore } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Core } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'
import type { SearchFiles } from './search-files.ts'

const pageSize = 500

const taken = (name: string): Result<never, ApiFailure> =>
  refuse(
    'conflict',
    `There is a saved search “${name}” already.`,
    'Choose another name, or change the search that has it.',
  )

const unknown = (): Result<never, ApiFailure> => notFound('saved search')

type KeptFiles = Pick<SearchFiles, 'countGone' | 'keepFor' | 'keepOnlyFor'>

/** Deletes the files that no saved search names any more. */
export const tidyExamples = async (store: Pick<SavedSearchStore, 'list'>, files: KeptFiles): Promise<void> => {
  const requests: SemanticSearch[] = []
  for await (const saved of pages((position) => store.list({ limit: pageSize, ...position }))) {
    requests.push(...saved.map(({ request }) => request))
  }
  await files.keepOnlyFor(requests)
}

/** The search history, and searches that a person saved, whose pictures and sounds are kept with them. */
export const createSavedSearches = (
  store: SavedSearchStore,
  files: KeptFiles,
): Pick<Core['search'], 'history' | 'clearHistory' | 'saved'> => {
  const now = (): string => new Date().toISOString()
  const withGone = async <Entry extends { readonly request: SemanticSearch }>(entry: Entry): Promise<Entry> => {
    const examplesGone = await files.countGone(entry.request)
    return examplesGone === 0 ? entry : { ...entry, examplesGone }
  }
  const pageWithGone = async <Entry extends { readonly request: SemanticSearch }>(page: {
    readonly items: readonly Entry[]
    readonly nextCursor: string | null
  }) => ({ ...page, items: await Promise.all(page.items.map(withGone)) })
  const tidied = async <Value>(value: Value): Promise<Value> => {
    await tidyExamples(store, files)
    return value
  }
  return {
    history: async (page) => pageWithGone(await store.history(page)),
    clearHistory: store.clearHistory,
    saved: {
      list: async (page) => pageWithGone(await store.list(page)),
      get: async (id) => {
        const saved = await store.get(id)
        return saved === null ? unknown() : ok(await withGone(saved))
      },
      create: async (input) => {
        // Before the row: what is saved has its files, whenever the process ends.
        await files.keepFor(input.request)
        const saved = await store.save(input, now())
        return saved === null ? tidied(taken(input.name)) : ok(await withGone(saved))
      },
      patch: async (id, patch): Promise<Result<SavedSearch, ApiFailure>> => {
        if (patch.request !== undefined) await files.keepFor(patch.request)
        const changed = await store.change(id, patch, now())
        if (patch.request !== undefined) await tidyExamples(store, files)
        if (changed === 'unknown') return unknown()
        return changed === 'taken' ? taken(patch.name ?? '') : ok(await withGone(changed))
      },
      delete: async (id) => ((await store.delete(id)) ? tidied(ok(null)) : unknown()),
    },
  }
}
