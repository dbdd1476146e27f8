import { createStore } from 'zustand/vanilla'
import type { Model, Runtime, Space } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { type ClientError, describeClientError } from '../client/client-error.ts'

/** What can be asked of a model by its id alone. */
export type ModelAct = 'install' | 'remove' | 'activate' | 'deactivate' | 'cancel' | 'restart'

/** Why something that a person asked for was refused, told where they asked for it. */
export interface Refusal {
  readonly message: string
  readonly remedy: string
}

/** Key of refusals that concern the Python environment; no model id has a colon. */
export const runtimeKey = 'python:'

/** Models, the environment that runs them, and how complete their spaces are. */
export interface ModelState {
  /** In the core's order; null until they were read. */
  readonly models: readonly Model[] | null
  readonly runtime: Runtime | null
  readonly spaces: readonly Space[] | null
  /** Why they could not be read. */
  readonly error: ClientError | null
  /** What was refused last, by model id (or `runtimeKey`), until it is tried again or put away. */
  readonly refusals: ReadonlyMap<string, Refusal>
  /** Models (and `runtimeKey`) that were asked for something and have not answered. */
  readonly busy: ReadonlySet<string>
  /** Folders that models were imported from in this window, to try again from. */
  readonly importPaths: ReadonlyMap<string, string>
  readonly load: (signal: AbortSignal) => Promise<void>
  /** What a snapshot says; what it leaves out is read while someone looks. */
  readonly replace: (models: readonly Model[] | undefined, runtime: Runtime | undefined) => void
  readonly upsert: (models: readonly Model[]) => void
  readonly setRuntime: (runtime: Runtime) => void
  /** The core says that vectors came or went. */
  readonly spacesChanged: () => void
  /** Keeps the spaces up to date until the answer is called. */
  readonly watchSpaces: () => () => void
  readonly act: (act: ModelAct, id: string) => Promise<boolean>
  /** Answers null when the import began, else why not. */
  readonly importFolder: (id: string, path: string, consentToRunCode: boolean) => Promise<Refusal | null>
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
/** Spaces change with every batch of vectors; they are read at most this often. */
const spacesEveryMs = 1000

/** A model of a folder that is not installed has nothing left to show. */
const isGone = (model: Model): boolean => model.source === 'folder' && model.state === 'available'

const merged = (known: readonly Model[], changed: readonly Model[]): readonly Model[] => {
  const next = new Map(known.map((model) => [model.id, model]))
  for (const model of changed) next.set(model.id, model)
  return [...next.values()].filter((model) => !isGone(model))
}

/** Makes the model store. */
export const createModelStore = (client: Client) =>
  createStore<ModelState>()((set, get) => {
    /** How often the event stream spoke of each model: an answer that it overtook is old. */
    const heard = new Map<string, number>()
    let watchers = 0
    let pause: ReturnType<typeof setTimeout> | null = null
    let changedMeanwhile = false

    const hear = (models: readonly Model[]): void => {
      for (const { id } of models) heard.set(id, (heard.get(id) ?? 0) + 1)
    }
    const readSpaces = async (): Promise<void> => {
      const answer = await client.call('listSpaces', {}, AbortSignal.timeout(answerWithinMs))
      if (answer.ok) set({ spaces: answer.value.items })
    }
    const follow = (): void => {
      if (pause !== null) {
        changedMeanwhile = true
        return
      }
      changedMeanwhile = false
      void readSpaces()
      pause = setTimeout(() => {
        pause = null
        if (changedMeanwhile && watchers > 0) follow()
      }, spacesEveryMs)
    }
    const setBusy = (key: string, isBusy: boolean): void =>
      set((state) => {
        const busy = new Set(state.busy)
        if (isBusy) busy.add(key)
        else busy.delete(key)
        return { busy }
      })
    const setRefusal = (key: string, refusal: Refusal | null): void =>
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
        if (answer.ok) set({ runtime: answer.value })
        else setRefusal(runtimeKey, describeClientError(answer.error))
      })
    return {
      models: null,
      runtime: null,
      spaces: null,
      error: null,
      refusals: new Map(),
      busy: new Set(),
      importPaths: new Map(),
      load: async (signal) => {
        const before = new Map(heard)
        const [models, runtime] = await Promise.all([
          client.call('listModels', {}, signal),
          client.call('getRuntime', {}, signal),
        ])
        if (runtime.ok) set({ runtime: runtime.value })
        if (models.ok) {
          // What the event stream said meanwhile is newer.
          const newer = (get().models ?? []).filter(({ id }) => heard.get(id) !== before.get(id))
          set({ models: merged(models.value.items, newer), error: null })
        } else if (models.error.kind !== 'aborted') set({ error: models.error })
      },
      replace: (models, runtime) => {
        if (models !== undefined) {
          hear(models)
          set({ models: models.filter((model) => !isGone(model)), error: null })
        }
        if (runtime !== undefined) set({ runtime })
        if (watchers === 0) return
        if (models === undefined || runtime === undefined) void get().load(AbortSignal.timeout(answerWithinMs))
        follow()
      },
      upsert: (models) => {
        hear(models)
        set((state) => ({ models: merged(state.models ?? [], models) }))
      },
      setRuntime: (runtime) => set({ runtime }),
      spacesChanged: () => {
        if (watchers > 0) follow()
      },
      watchSpaces: () => {
        watchers += 1
        if (watchers === 1) follow()
        return () => {
          watchers -= 1
        }
      },
      act: (act, id) =>
        whileBusy(id, async () => {
          const before = heard.get(id)
          const answer = await client.call(routeOf[act], { params: { id } }, AbortSignal.timeout(answerWithinMs))
          if (!answer.ok) {
            setRefusal(id, describeClientError(answer.error))
            return false
          }
          if (heard.get(id) === before) get().upsert([answer.value])
          if (watchers > 0) follow()
          return true
        }),
      importFolder: (id, path, consentToRunCode) =>
        whileBusy(id, async () => {
          const before = heard.get(id)
          const answer = await client.call(
            'importModel',
            { params: { id }, body: { path, ...(consentToRunCode ? { consentToRunCode } : {}) } },
            AbortSignal.timeout(answerWithinMs),
          )
          if (!answer.ok) return describeClientError(answer.error)
          set((state) => ({ importPaths: new Map(state.importPaths).set(id, path) }))
          if (heard.get(id) === before) get().upsert([answer.value])
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
          follow()
          return answer.ok
        }),
      dismiss: (key) => setRefusal(key, null),
    }
  })
