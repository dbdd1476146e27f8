import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Model } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

const answerWithinMs = 30_000

/** A model of a folder that is not installed has nothing left to show. */
const isGone = (model: Model): boolean => model.source === 'folder' && model.state === 'available'

const merged = (known: readonly Model[], changed: readonly Model[]): readonly Model[] => {
  const next = new Map(known.map((model) => [model.id, model]))
  for (const model of changed) next.set(model.id, model)
  return [...next.values()].filter((model) => !isGone(model))
}

/** The models that the cache knows; none before they were read. */
export const knownModels = (cache: QueryClient): readonly Model[] =>
  cache.getQueryData<readonly Model[]>(queryKeys.models) ?? []

/** Puts changed models in the place of those that are known; new ones come last. */
export const putModels = (cache: QueryClient, changed: readonly Model[]): void => {
  cache.setQueryData<readonly Model[]>(queryKeys.models, (known) => merged(known ?? [], changed))
}

/** Puts a whole list of models. */
export const replaceModels = (cache: QueryClient, models: readonly Model[]): void => {
  cache.setQueryData<readonly Model[]>(queryKeys.models, merged([], models))
}

/** Models in the core's order. What the event stream says of one while the list is read is newer than the list. */
export const modelsQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.models,
    queryFn: async ({ signal, client: cache }): Promise<readonly Model[]> => {
      const before = new Set(knownModels(cache))
      const { items } = await valueOfCall(client.call('listModels', {}, within(signal, answerWithinMs)))
      return merged(
        items,
        knownModels(cache).filter((model) => !before.has(model)),
      )
    },
  })

/** The Python environment that runs the models. */
export const runtimeQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.runtime,
    queryFn: ({ signal }) => valueOfCall(client.call('getRuntime', {}, within(signal, answerWithinMs))),
  })

/** Embedding spaces with how complete they are. */
export const spacesQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.spaces,
    queryFn: async ({ signal }) =>
      (await valueOfCall(client.call('listSpaces', {}, within(signal, answerWithinMs)))).items,
  })
