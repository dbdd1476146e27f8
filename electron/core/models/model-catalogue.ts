import type { Model, ModelEntry, Runtime } from '../../contract/index.ts'
import { bundledModels } from '../../runners/models/bundled-models.ts'
import type { InstalledModel } from '../../runners/models/installed-model.ts'
import type { InstalledModelStore } from '../../runners/models/installed-model-store.ts'
import { readRegistry } from '../../runners/models/registry.ts'

/** What is known of a model besides its progress: the registry's words on it, and its files when they are here. */
export interface KnownModel {
  readonly id: string
  readonly entry: ModelEntry | null
  readonly installed: InstalledModel | null
  readonly described: Pick<Model, 'title' | 'task' | 'modality' | 'spaceKind' | 'licence'>
}

/** All models that can be or are installed. */
export interface ModelCatalogue {
  /** Looks at the folders again; other libraries may have installed or removed models. */
  readonly refresh: () => Promise<void>
  /** The registry's first, then those of folders; as of the last refresh. */
  readonly all: () => Promise<readonly KnownModel[]>
  readonly get: (id: string) => Promise<KnownModel | null>
}

/** The catalogue of one registry and the models installed on this machine. */
export const createModelCatalogue = (parts: {
  readonly registryPath: string
  readonly demoModels: string
  readonly installedModels: InstalledModelStore
  readonly log: (level: 'warn', message: string) => void
}): ModelCatalogue => {
  let entries: readonly ModelEntry[] = []
  let bundled: readonly InstalledModel[] | null = null
  let known: ReadonlyMap<string, KnownModel> | null = null
  let reading: Promise<void> | null = null

  const read = async (): Promise<void> => {
    if (entries.length === 0) {
      const registry = await readRegistry(parts.registryPath)
      if (registry.ok) entries = registry.value
      else parts.log('warn', registry.error.message)
    }
    // They come with the app and do not change while it runs.
    bundled ??= await bundledModels(entries, parts.demoModels)
    const onDisk = await parts.installedModels.list()
    const installed = new Map([...onDisk, ...bundled].map((model) => [model.id, model]))
    const listed = entries
      .filter((entry) => !entry.tags.includes('demo') || installed.has(entry.id))
      .map(
        (entry): KnownModel => ({
          id: entry.id,
          entry,
          installed: installed.get(entry.id) ?? null,
          described: entry,
        }),
      )
    const own = onDisk
      .filter((model) => !entries.some((entry) => entry.id === model.id))
      .map((model): KnownModel => ({ id: model.id, entry: null, installed: model, described: model }))
    known = new Map([...listed, ...own].map((model) => [model.id, model]))
  }

  const refresh = (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = null
    })
    return reading
  }

  const current = async (): Promise<ReadonlyMap<string, KnownModel>> => {
    if (known === null) await refresh()
    return known ?? new Map()
  }

  return {
    // One that is under way may have looked before the change that is asked about.
    refresh: async () => {
      await reading
      await refresh()
    },
    all: async () => [...(await current()).values()],
    get: async (id) => (await current()).get(id) ?? null,
  }
}

/** What moves while a model is on the page. */
export interface ModelState {
  readonly installing: Model['progress']
  readonly failure: Model['error']
  readonly active: boolean
  readonly runner: Model['runner']
}

/** A model that never ran here. */
export const idleRunner: Model['runner'] = { state: 'stopped', device: null, speed: null }

/** A model as the contract has it. */
export const presentModel = (known: KnownModel, state: ModelState): Model => {
  const { entry, installed, described } = known
  const downloadBytes = entry?.files.reduce((sum, file) => sum + file.sizeBytes, 0) ?? 0
  return {
    id: known.id,
    title: described.title,
    task: described.task,
    modality: described.modality,
    spaceKind: described.spaceKind,
    source: installed?.bundled === true ? 'bundled' : entry === null ? 'folder' : 'registry',
    repository: entry?.repository ?? null,
    revision: installed?.revision ?? null,
    licence: described.licence,
    gives: entry?.gives ?? '',
    notes: entry?.notes ?? '',
    tags: [...(entry?.tags ?? [])],
    dimension: installed?.dimension ?? entry?.dimension ?? null,
    sizeBytes: installed?.sizeBytes ?? downloadBytes,
    runsFolderCode: installed?.runsFolderCode ?? entry?.runsFolderCode ?? false,
    state:
      state.installing !== null
        ? 'installing'
        : installed !== null
          ? 'installed'
          : state.failure !== null
            ? 'failed'
            : 'available',
    active: state.active,
    progress: state.installing,
    error: state.failure,
    runner: state.runner,
  }
}

/** What a person sees while Python is set up for a model. */
export const runtimeProgress = (runtime: Runtime): Model['progress'] =>
  runtime.progress === null
    ? null
    : {
        fraction: runtime.progress.fraction,
        bytesDone: 0,
        bytesTotal: null,
        message: `Setting up Python first: ${runtime.progress.message}`,
      }
