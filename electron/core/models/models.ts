import { join } from 'node:path'
import type { ModelTask } from '../../contract/index.ts'
import type { FacesPort, ScreenTextPort, SpeechModel, SpeechPort, StorePort } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { systemClock } from '../../pipeline/clock.ts'
import { createModelRunners } from '../../runners/create-model-runners.ts'
import type { ModelRunners } from '../../runners/model-runners.ts'
import { readFamilies } from '../../runners/models/architectures.ts'
import { createInstalledFiles } from '../../runners/models/installed-files.ts'
import { createInstalledModelStore } from '../../runners/models/installed-model-store.ts'
import { createPythonRuntime } from '../../runners/python/python-runtime.ts'
import type { LoadedModel } from '../../runners/runner-arguments.ts'
import { appResources } from '../app-resources.ts'
import type { Changes } from '../changes.ts'
import type { Core, CoreConfig } from '../core-api.ts'
import { chosenModel, createModelActivation } from './model-activation.ts'
import { createModelCatalogue, type KnownModel } from './model-catalogue.ts'
import { createModelInstalls } from './model-installs.ts'
import { createModelService, type ModelService } from './model-service.ts'
import { createModelResolver, notInstalled } from './resolve-model.ts'

/** Everything of one library that has to do with models. */
export interface Models {
  readonly service: ModelService
  readonly runtime: Core['runtime']
  readonly modelRunners: ModelRunners
  readonly speech: SpeechPort
  readonly screenText: ScreenTextPort
  readonly faces: FacesPort
  /** Vectors were written: tells when a model turned out not to work. */
  readonly settled: () => Promise<void>
  /** Goes on with what was chosen; to be called once jobs run. */
  readonly resume: () => Promise<void>
  readonly close: () => Promise<void>
}

const smokeModelId = 'demo-captions'

/** Wires the installed models, Python, the runners and what this library chose. Nothing starts before it is needed. */
export const createModels = (parts: {
  readonly config: CoreConfig
  readonly libraryPath: string
  readonly store: StorePort
  readonly changes: Changes
  readonly runJobs: boolean
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void
}): Models => {
  const { config, changes, log } = parts
  const resources = appResources(config.resourcesPath)
  const modelsPath = config.modelsPath ?? join(parts.libraryPath, '..', 'Models')
  const installedModels = createInstalledModelStore(modelsPath)
  const files = createInstalledFiles(join(modelsPath, '.state'))
  const catalogue = createModelCatalogue({
    registryPath: resources.registry,
    demoModels: resources.demoModels,
    installedModels,
    log,
  })
  const inCheckout = resources.isCheckout && config.runtimePath === undefined
  const ownPython = join(modelsPath, '..', 'Python')
  const pythonFolder = config.runtimePath ?? (inCheckout ? join(resources.nativeRunners, '.venv') : ownPython)
  const runtime = createPythonRuntime({
    folder: pythonFolder,
    perLock: pythonFolder === ownPython,
    nativeRunners: resources.nativeRunners,
    cache: inCheckout ? join(resources.nativeRunners, '..', '.cache') : join(ownPython, 'cache'),
    bundledUv: resources.bundledUv,
    wheels: config.wheelsPath ?? null,
    ambient: process.env,
    smokeModel: async (): Promise<LoadedModel | null> => (await catalogue.get(smokeModelId))?.installed ?? null,
    onChange: changes.runtimeChanged,
    log,
  })
  const chosen = chosenModel(parts.store)
  const modelRunners = createModelRunners({
    resolveModel: createModelResolver({ catalogue, files, runtime, resources }),
    chosen,
    stateFolder: join(modelsPath, '.state'),
    clock: systemClock,
    log: ({ level, message }) => log(level, message),
  })
  const activation = createModelActivation({
    store: parts.store,
    modelRunners,
    chosen,
    catalogue,
    files,
    changes,
    runJobs: parts.runJobs,
    log,
  })
  const installs = createModelInstalls({
    installedModels,
    runtime,
    resources,
    onProgress: changes.modelChanged,
    beforePlacing: modelRunners.unload,
    onEnd: async (id, result) => {
      await catalogue.refresh()
      const known = result.ok ? await catalogue.get(id) : null
      if (known !== null) await activation.installed(known)
      changes.modelChanged(null)
    },
    log,
  })
  const service = createModelService({
    catalogue,
    installs,
    activation,
    modelRunners,
    installedModels,
    files,
    refused: activation.refused,
    resources,
    changes,
  })
  const stopHearing = [
    modelRunners.onState(({ modelId }) => changes.modelChanged(modelId)),
    // The page shows how far Python is with the models that wait for it.
    changes.listen({
      runtimeChanged: () => {
        for (const { id } of installs.provisional()) changes.modelChanged(id)
      },
    }),
  ]

  /** Whether a speech model says in English what is said in another language: its entry tells, else its family. */
  const translates = async (known: KnownModel | null): Promise<boolean> => {
    const families = await readFamilies(resources.architectures)
    const family = families.ok ? families.value.find(({ encoder }) => encoder === known?.installed?.encoder) : undefined
    return known?.entry?.translates ?? family?.translates ?? true
  }

  /** The model of a task that makes no vectors, with the revision of its files; null for none. */
  const chosenFor = async (role: Exclude<ModelTask, 'embed'>): Promise<Result<SpeechModel | null>> => {
    const id = await chosen(role)
    if (id === null) return ok(null)
    const known = await catalogue.get(id)
    const revision = known?.installed?.revision
    if (revision === undefined) return err(notInstalled)
    return ok({ model: id, revision, ...((await translates(known)) ? {} : { translates: false }) })
  }
  const speech: SpeechPort = { transcribe: modelRunners.transcribe, chosen: () => chosenFor('transcribe') }
  const screenText: ScreenTextPort = { readText: modelRunners.readText, chosen: () => chosenFor('read-text') }
  const faces: FacesPort = { findFaces: modelRunners.findFaces, chosen: () => chosenFor('find-faces') }

  return {
    service,
    modelRunners,
    speech,
    screenText,
    faces,
    runtime: {
      get: runtime.get,
      install: async () => {
        runtime.install()
        return ok(await runtime.get())
      },
      cancel: async () => {
        runtime.cancel()
        return ok(await runtime.get())
      },
    },
    settled: activation.settled,
    resume: () => activation.resume(config.demo === true ? 'demo' : 'real'),
    close: async () => {
      for (const stop of stopHearing) stop()
      const stopped = [installs.close(), activation.close(), runtime.close()]
      await modelRunners.close()
      await Promise.all(stopped)
    },
  }
}
