import type { Failure, Model } from '../../contract/index.ts'
import { cancelled } from '../../domain/failure.ts'
import type { Result } from '../../domain/result.ts'
import { type InstallRequest, installModel } from '../../runners/models/install-model.ts'
import type { InstalledModel } from '../../runners/models/installed-model.ts'
import type { InstalledModelStore } from '../../runners/models/installed-model-store.ts'
import type { PythonRuntime } from '../../runners/python/python-runtime.ts'
import type { AppResources } from '../app-resources.ts'
import { type KnownModel, runtimeProgress } from './model-catalogue.ts'

/** Installations of this process: at most one of each model. */
export interface ModelInstalls {
  /** Begins one; false when one of this id is under way. */
  readonly start: (known: KnownModel, source: InstallRequest['source']) => boolean
  /** Stops one and waits until it has stopped; false when there is none. */
  readonly cancel: (id: string) => Promise<boolean>
  /** Null when none is under way. */
  readonly progress: (id: string) => Promise<Model['progress']>
  /** Why the last one failed. */
  readonly failure: (id: string) => Failure | null
  readonly forgetFailure: (id: string) => void
  /** Models that are being installed, or failed to, under an id that nothing else knows. */
  readonly provisional: () => readonly KnownModel[]
  readonly close: () => Promise<void>
}

interface Running {
  readonly known: KnownModel
  readonly stop: AbortController
  readonly done: Promise<void>
}

const beginning: NonNullable<Model['progress']> = {
  fraction: null,
  bytesDone: 0,
  bytesTotal: null,
  message: 'Starting',
}

/** Nothing is installed before it is asked for. */
export const createModelInstalls = (parts: {
  readonly installedModels: InstalledModelStore
  readonly runtime: PythonRuntime
  readonly resources: AppResources
  readonly onProgress: (id: string) => void
  /** Its files are about to be replaced. */
  readonly beforePlacing: (id: string) => Promise<void>
  /** Whether it went well or not. */
  readonly onEnd: (id: string, result: Result<InstalledModel>) => Promise<void>
  readonly log: (level: 'info' | 'warn', message: string) => void
}): ModelInstalls => {
  const { installedModels, runtime, resources } = parts
  const running = new Map<string, Running>()
  const progress = new Map<string, NonNullable<Model['progress']> | 'runtime'>()
  const failed = new Map<string, { readonly known: KnownModel; readonly failure: Failure }>()

  const perform = async (
    known: KnownModel,
    source: InstallRequest['source'],
    signal: AbortSignal,
  ): Promise<Result<InstalledModel>> => {
    const { id } = known
    progress.set(id, 'runtime')
    const python = await runtime.python(signal)
    if (!python.ok) return python
    return installModel({
      id,
      entry: known.entry,
      source,
      python: python.value,
      nativeRunners: resources.nativeRunners,
      registryPath: resources.registry,
      installedModels,
      ambient: process.env,
      signal,
      onProgress: (told) => {
        progress.set(id, told)
        parts.onProgress(id)
      },
      beforePlacing: () => parts.beforePlacing(id),
    })
  }

  const unexpected = (thrown: unknown): Result<InstalledModel> => ({
    ok: false,
    error: {
      code: 'environment',
      message: `The installation stopped: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      remedy: 'Check the permissions of the folder of models and the disk, then install again.',
    },
  })

  return {
    start: (known, source) => {
      const { id } = known
      if (running.has(id)) return false
      const stop = new AbortController()
      failed.delete(id)
      progress.set(id, beginning)
      const done = perform(known, source, stop.signal)
        .catch(unexpected)
        .then(async (result) => {
          const wasStopped = stop.signal.aborted || (!result.ok && result.error.code === cancelled.code)
          if (!result.ok && !wasStopped) {
            failed.set(id, { known, failure: result.error })
            parts.log('warn', `model ${id} could not be installed: ${result.error.message}`)
          }
          if (result.ok) parts.log('info', `model ${id} is installed, revision ${result.value.revision}`)
          running.delete(id)
          progress.delete(id)
          await parts.onEnd(id, result)
        })
        .catch((thrown: unknown) => parts.log('warn', `the installation of ${id} ended oddly: ${String(thrown)}`))
      running.set(id, { known, stop, done })
      parts.onProgress(id)
      return true
    },
    cancel: async (id) => {
      const entry = running.get(id)
      if (entry === undefined) return false
      entry.stop.abort()
      await entry.done
      return true
    },
    progress: async (id) => {
      const told = progress.get(id)
      if (told === undefined) return null
      return told === 'runtime' ? (runtimeProgress(await runtime.get()) ?? beginning) : told
    },
    failure: (id) => failed.get(id)?.failure ?? null,
    forgetFailure: (id) => failed.delete(id),
    provisional: () => [
      ...[...running.values()].map(({ known }) => known),
      ...[...failed.values()].map(({ known }) => known),
    ],
    close: async () => {
      for (const { stop } of running.values()) stop.abort()
      await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}
