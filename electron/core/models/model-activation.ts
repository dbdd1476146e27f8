import {
  type Failure,
  type ModelModality,
  type ModelRole,
  modelModalitySchema,
  modelRoleSchema,
  roleOfModel,
} from '../../contract/index.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import type { ModelRunners } from '../../runners/model-runners.ts'
import type { InstalledFiles } from '../../runners/models/installed-files.ts'
import type { Changes } from '../changes.ts'
import { queueStage } from '../library/requeue.ts'
import type { KnownModel, ModelCatalogue } from './model-catalogue.ts'

/** The model that was chosen for a role; null when there is none. */
export type ChosenModel = (role: ModelRole) => Promise<string | null>

/** Reads which models a library has chosen. */
export const chosenModel =
  (store: Pick<StorePort, 'library'>): ChosenModel =>
  async (role) =>
    (await store.library.modelChoices())[role] ?? null

/** Which model a library has for each role, and what has to be done so that it can work. */
export interface ModelActivation {
  readonly chosen: ChosenModel
  /** Chooses it and begins to fill its space; what answered before goes on until that is complete. */
  readonly activate: (known: KnownModel) => Promise<void>
  readonly deactivate: (role: ModelRole) => Promise<void>
  /** A model was installed: it is chosen when nobody ever chose for its role, and its space is filled when it is chosen. */
  readonly installed: (known: KnownModel) => Promise<void>
  /** At the start: chooses where nobody ever did, and goes on with spaces that were not begun. */
  readonly resume: (defaults: 'real' | 'demo') => Promise<void>
  /** Models whose space was found to be refused, or not any more, since the last call: their files are looked at again. */
  readonly settled: () => Promise<void>
  /** What is wrong with models that run but give no usable vectors, by id. */
  readonly refused: () => Promise<ReadonlyMap<string, Failure>>
  /** Why a chosen model cannot work. */
  readonly failure: (id: string) => Failure | null
  readonly retry: (known: KnownModel) => void
  readonly close: () => Promise<void>
}

const rank = (known: KnownModel): number => {
  const order = ['default', 'fast', 'best'] as const
  const ranks = order.map((tag, index) => (known.entry?.tags.includes(tag) === true ? index : order.length))
  return Math.min(...ranks)
}

/** Of the installed models of a role the one to begin with; models that come with the app only for a demo library. */
const firstChoice = (
  models: readonly KnownModel[],
  role: ModelRole,
  defaults: 'real' | 'demo',
): KnownModel | undefined =>
  models
    .filter(({ installed }) => installed !== null && roleOfModel(installed) === role)
    .filter(({ installed }) => installed?.bundled === (defaults === 'demo'))
    .toSorted((a, b) => rank(a) - rank(b))[0]

/** The choices of one library. With `runJobs` false nothing is loaded or filled. */
export const createModelActivation = (parts: {
  readonly store: Pick<StorePort, 'library' | 'vectors' | 'transcripts' | 'screenTexts' | 'people' | 'jobs'>
  readonly modelRunners: Pick<ModelRunners, 'space'>
  readonly chosen: ChosenModel
  readonly catalogue: ModelCatalogue
  readonly files: InstalledFiles
  readonly changes: Changes
  readonly runJobs: boolean
  readonly log: (level: 'info' | 'warn', message: string) => void
}): ModelActivation => {
  const { store, changes, catalogue, chosen } = parts
  const closing = new AbortController()
  const failures = new Map<string, Failure>()
  const pending = new Set<Promise<void>>()

  /** Where what a model of each task left is kept. */
  const leftBy = { transcribe: store.transcripts, 'read-text': store.screenTexts, 'find-faces': store.people } as const

  const spacesMoved = (): void => {
    changes.spacesChanged()
    changes.statsChanged()
  }

  /** Lets the stage of a model that makes no vectors run for the videos that it has not worked on. */
  const prepareTask = async ({ id, installed }: KnownModel): Promise<void> => {
    if (installed === null || (await chosen(roleOfModel(installed))) !== id) return
    failures.delete(id)
    const model = { model: id, revision: installed.revision }
    if (installed.task === 'embed') return
    await queueStage(store, changes, roleOfModel(installed), await leftBy[installed.task].videosFor(model))
    changes.modelChanged(id)
    changes.statsChanged()
  }

  const prepareSpace = async (id: string, modality: ModelModality, isRetry: boolean): Promise<void> => {
    const key = await parts.modelRunners.space(id, closing.signal)
    if (closing.signal.aborted || (await chosen(modality)) !== id) return
    if (!key.ok) {
      failures.set(id, key.error)
      parts.log('warn', `model ${id} cannot be used: ${key.error.message}`)
      changes.modelChanged(id)
      return
    }
    failures.delete(id)
    const space = await store.vectors.ensureSpace(key.value)
    // What was refused counts as done; tried again, all of it is asked for once more.
    if (isRetry && space.problem !== undefined) await store.vectors.drop(space.id)
    await store.vectors.setTargetSpace(modality, space.id)
    await queueStage(store, changes, modality, await store.vectors.incompleteVideos(space.id))
    changes.modelChanged(id)
    spacesMoved()
  }

  const begin = (known: KnownModel, isRetry = false): void => {
    if (!parts.runJobs || closing.signal.aborted) return
    const modality = known.installed?.modality ?? null
    const work = (modality === null ? prepareTask(known) : prepareSpace(known.id, modality, isRetry))
      .catch((thrown: unknown) => parts.log('warn', `${known.id} could not be put to work: ${String(thrown)}`))
      .finally(() => pending.delete(work))
    pending.add(work)
  }

  const refused = async (): Promise<ReadonlyMap<string, Failure>> => {
    const spaces = (await store.vectors.list()).filter(({ active, building }) => active || building)
    return new Map(spaces.flatMap(({ model, problem }) => (problem === undefined ? [] : [[model, problem] as const])))
  }

  let announced: ReadonlySet<string> = new Set()
  const settled = async (): Promise<void> => {
    const now = await refused()
    const changed = [...new Set([...announced, ...now.keys()])].filter((id) => announced.has(id) !== now.has(id))
    announced = new Set(now.keys())
    for (const id of changed) {
      const problem = now.get(id)
      const installed = (await catalogue.get(id))?.installed ?? null
      if (problem !== undefined && installed !== null) {
        parts.log('warn', `model ${id}: ${problem.message}`)
        parts.files.suspect(installed)
        const whole = await parts.files.check(installed, closing.signal).catch(() => null)
        if (whole?.ok === false) failures.set(id, whole.error)
      }
      changes.modelChanged(id)
    }
    if (changed.length > 0) changes.statsChanged()
  }

  const activate = async (known: KnownModel): Promise<void> => {
    if (known.installed === null) return
    const role = roleOfModel(known.installed)
    const before = await chosen(role)
    await store.library.chooseModel(role, known.id)
    failures.delete(known.id)
    if (before !== null) changes.modelChanged(before)
    changes.modelChanged(known.id)
    changes.statsChanged()
    begin(known)
  }

  return {
    chosen,
    activate,
    deactivate: async (role) => {
      const before = await chosen(role)
      await store.library.chooseModel(role, null)
      const modality = modelModalitySchema.safeParse(role)
      if (modality.success) await store.vectors.setTargetSpace(modality.data, null)
      if (before !== null) {
        failures.delete(before)
        changes.modelChanged(before)
      }
      spacesMoved()
    },
    installed: async (known) => {
      if (known.installed === null || known.installed.bundled) return
      const choice = (await store.library.modelChoices())[roleOfModel(known.installed)]
      if (choice === undefined) await activate(known)
      else if (choice === known.id) begin(known)
    },
    resume: async (defaults) => {
      const [models, choices, spaces] = await Promise.all([
        catalogue.all(),
        store.library.modelChoices(),
        store.vectors.list(),
      ])
      for (const role of modelRoleSchema.options) {
        const choice = choices[role]
        if (choice === undefined) {
          const first = firstChoice(models, role, defaults)
          if (first !== undefined) await activate(first)
          continue
        }
        const known = models.find(({ id }) => id === choice)
        const isBegun = spaces.some(
          (space) =>
            space.model === choice && space.revision === known?.installed?.revision && (space.active || space.building),
        )
        if (known !== undefined && !isBegun) begin(known)
      }
    },
    settled,
    refused,
    failure: (id) => failures.get(id) ?? null,
    retry: (known) => {
      failures.delete(known.id)
      begin(known, true)
    },
    close: async () => {
      closing.abort()
      await Promise.all(pending)
    },
  }
}
