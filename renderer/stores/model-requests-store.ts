import type { QueryClient } from '@tanstack/react-query'
import { createStore } from 'zustand/vanilla'
import type { Model } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { describeClientError } from '../client/client-error.ts'
import { knownModels, putModels } from '../queries/model-queries.ts'
import { queryKeys } from '../queries/query-keys.ts'

/** What can be asked of a model by its id alone. */
export type ModelAct = 'install' | 'remove' | 'activate' | 'deactivate' | 'cancel' | 'restart'

/** Why something that a person asked for was refused, told where they asked for it. */
export interface ModelRefusal {
  readonly message: string
  readonly remedy: string
}

/** Key of refusals that concern the Python environment; no model id has a colon. */
export const runtimeKey = 'python:'

/** What this window asked of models and of their environment, and what became of it. The models themselves are a query. */
export interface ModelRequestsState {
  /** What was refused last, by model id (or `runtimeKey`), until it is tried again or put away. */
  readonly refusals: ReadonlyMap<string, ModelRefusal>
  /** Models (and `runtimeKey`) that were asked for something and have not answered. */
  readonly busy: ReadonlySet<string>
  /** Folders that models were imported from in this window, to try again from. */
  readonly importPaths: ReadonlyMap<string, string>
  readonly act: (act: ModelAct, id: string) => Promise<boolean>
  /** Answers null when the import began, else why not. */
  readonly importFolder: (id: string, path: string, consentToRunCode: boolean) => Promise<ModelRefusal | null>
  readonly setUpRuntime: () => Promise<void>
  readonly cancelRuntime: () => Promise<void>
  /** Deletes the vectors of a space, and computes them again when `again`. Refusals are kept under `modelId`. */
  readonly clearSpace: (spaceId: string, modelId: string, again: boolean) => Promise<boolean>
  readonly dismiss: (key: string) => void
}

const routeOf = {
  install: 'installModel',
  remove: 'removeModel',
  activate: 'activateModel',
  deactivate: 'deactivateModel',
  cancel: 'cancelModel',
  restart: 'restartModel',
} as const satisfies Readonly<Record<ModelAct, string>>

const answerWithinMs = 30_000

/** Makes the store of what was asked of models. */
export const createModelRequestsStore = (client: Client, cache: QueryClient) =>
  createStore<ModelRequestsState>()((set) => {
    const rowOf = (id: string): Model | undefined => knownModels(cache).find((model) => model.id === id)
    /** Puts the answer to a request, unless an event has changed the row since: then the event is newer. */
    const putAnswer = (before: Model | undefined, answer: Model): void => {
      if (rowOf(answer.id) === before) putModels(cache, [answer])
    }
    const readSpaces = (): void => void cache.invalidateQueries({ queryKey: queryKeys.spaces })
    const setBusy = (key: string, isBusy: boolean): void =>
      set((state) => {
        const busy = new Set(state.busy)
        if (isBusy) busy.add(key)
        else busy.delete(key)
        return { busy }
      })
    const setRefusal = (key: string, refusal: ModelRefusal | null): void =>
      set((state) => {
        if (refusal === null && !state.refusals.has(key)) return {}
        const refusals = new Map(state.refusals)
        if (refusal === null) refusals.delete(key)
        else refusals.set(key, refusal)
        return { refusals }
      })
    /** Marks the key busy while `ask` runs. */
    const whileBusy = async <Value>(key: string, ask: () => Promise<Value>): Promise<Value> => {
      setBusy(key, true)
      setRefusal(key, null)
      try {
        return await ask()
      } finally {
        setBusy(key, false)
      }
    }
    const runtimeCall = (name: 'installRuntime' | 'cancelRuntime'): Promise<void> =>
      whileBusy(runtimeKey, async () => {
        const answer = await client.call(name, {}, AbortSignal.timeout(answerWithinMs))
        if (answer.ok) cache.setQueryData(queryKeys.runtime, answer.value)
        else setRefusal(runtimeKey, describeClientError(answer.error))
      })
    return {
      refusals: new Map(),
      busy: new Set(),
      importPaths: new Map(),
      act: (act, id) =>
        whileBusy(id, async () => {
          const before = rowOf(id)
          const answer = await client.call(routeOf[act], { params: { id } }, AbortSignal.timeout(answerWithinMs))
          if (!answer.ok) {
            setRefusal(id, describeClientError(answer.error))
            return false
          }
          putAnswer(before, answer.value)
          readSpaces()
          return true
        }),
      importFolder: (id, path, consentToRunCode) =>
        whileBusy(id, async () => {
          const before = rowOf(id)
          const answer = await client.call(
            'importModel',
            { params: { id }, body: { path, ...(consentToRunCode ? { consentToRunCode } : {}) } },
            AbortSignal.timeout(answerWithinMs),
          )
          if (!answer.ok) return describeClientError(answer.error)
          set((state) => ({ importPaths: new Map(state.importPaths).set(id, path) }))
          putAnswer(before, answer.value)
          return null
        }),
      setUpRuntime: () => runtimeCall('installRuntime'),
      cancelRuntime: () => runtimeCall('cancelRuntime'),
      clearSpace: (spaceId, modelId, again) =>
        whileBusy(modelId, async () => {
          const call = { params: { id: spaceId } }
          const signal = AbortSignal.timeout(answerWithinMs)
          const answer = again
            ? await client.call('rebuildSpace', call, signal)
            : await client.call('deleteSpace', call, signal)
          if (!answer.ok) setRefusal(modelId, describeClientError(answer.error))
          readSpaces()
          return answer.ok
        }),
      dismiss: (key) => setRefusal(key, null),
    }
  })
