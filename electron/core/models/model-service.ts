import {
  type Failure,
  type Model,
  modelRoleOf,
  modelRoleSchema,
  roleOfModel,
  type Stats,
} from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { ModelRunners } from '../../runners/model-runners.ts'
import { readFamilies } from '../../runners/models/architectures.ts'
import type { InstalledFiles } from '../../runners/models/installed-files.ts'
import type { InstalledModelStore } from '../../runners/models/installed-model-store.ts'
import { lookAtFolder } from '../../runners/models/look-at-folder.ts'
import type { AppResources } from '../app-resources.ts'
import type { Changes } from '../changes.ts'
import type { Core } from '../core-api.ts'
import { fromFailure, notFound, refuse } from '../failures.ts'
import type { ModelActivation } from './model-activation.ts'
import { idleRunner, type KnownModel, type ModelCatalogue, presentModel } from './model-catalogue.ts'
import type { ModelInstalls } from './model-installs.ts'
import { notInstalled } from './resolve-model.ts'

/** Models as the API shows and steers them. */
export interface ModelService extends ModelsOfCore {
  /** Those of these ids that are known; null: all. */
  readonly some: (ids: readonly string[] | null) => Promise<readonly Model[]>
  readonly notices: () => Promise<readonly Stats['notices'][number][]>
}
type ModelsOfCore = Core['models']

const vectorsStay =
  'Its files are deleted. The vectors that it made stay: installed again, it finds them; on the Models page they can be deleted.'

const captionsStay = 'Its files are deleted. The captions that it made stay.'

const unstated: KnownModel['described']['licence'] = { id: 'unknown', name: 'Not stated by the folder', url: null }

/** The models of one library and the installed ones that it shares with others. */
export const createModelService = (parts: {
  readonly catalogue: ModelCatalogue
  readonly installs: ModelInstalls
  readonly activation: ModelActivation
  readonly modelRunners: ModelRunners
  readonly installedModels: InstalledModelStore
  readonly files: InstalledFiles
  /** What is wrong with models that run but give no usable vectors, by id. */
  readonly refused: () => Promise<ReadonlyMap<string, Failure>>
  readonly resources: Pick<AppResources, 'architectures'>
  readonly changes: Changes
}): ModelService => {
  const { catalogue, installs, activation, changes } = parts

  const present = async (known: KnownModel, refused: ReadonlyMap<string, Failure>): Promise<Model> => {
    const status = parts.modelRunners.states().get(known.id)
    return presentModel(known, {
      installing: await installs.progress(known.id),
      failure:
        installs.failure(known.id) ?? status?.failure ?? activation.failure(known.id) ?? refused.get(known.id) ?? null,
      active: (await activation.chosen(roleOfModel(known.described))) === known.id,
      runner: status === undefined ? idleRunner : { state: status.state, device: status.device, speed: status.speed },
    })
  }

  const all = async (): Promise<readonly KnownModel[]> => {
    const known = new Map((await catalogue.all()).map((model) => [model.id, model]))
    for (const provisional of installs.provisional()) {
      if (!known.has(provisional.id)) known.set(provisional.id, provisional)
    }
    return [...known.values()]
  }

  const find = async (id: string): Promise<KnownModel | null> =>
    (await catalogue.get(id)) ?? installs.provisional().find((model) => model.id === id) ?? null

  const answer = async (id: string): Promise<Result<Model, ApiFailure>> => {
    const known = await find(id)
    return known === null ? notFound('model') : ok(await present(known, await parts.refused()))
  }

  const busy = (id: string) =>
    refuse('conflict', `${id} is being installed already.`, 'Wait until it is done, or cancel it.')
  const bundled = (id: string) =>
    refuse('conflict', `${id} comes with the app.`, 'It needs no installation and cannot be removed.')

  const needInstalled = async (id: string): Promise<Result<KnownModel, ApiFailure>> => {
    const known = await find(id)
    if (known === null) return notFound('model')
    return known.installed === null ? fromFailure(notInstalled, 'conflict') : ok(known)
  }

  return {
    list: async () => {
      await catalogue.refresh()
      const refused = await parts.refused()
      return Promise.all((await all()).map((known) => present(known, refused)))
    },
    some: async (ids) => {
      const known = await all()
      const refused = await parts.refused()
      const wanted = known.filter(({ id }) => ids === null || ids.includes(id))
      return Promise.all(wanted.map((model) => present(model, refused)))
    },
    install: async (id) => {
      const known = await find(id)
      if (known === null) return notFound('model')
      if (known.installed?.bundled === true) return bundled(id)
      if (known.entry === null || known.entry.repository === null) {
        return refuse('conflict', `${id} cannot be downloaded.`, 'Import it from a folder on this machine.')
      }
      if (known.installed !== null) {
        return refuse('conflict', `${id} is installed already.`, 'Remove it first to download it anew.')
      }
      return installs.start(known, { kind: 'hub' }) ? answer(id) : busy(id)
    },
    import: async (id, input) => {
      const families = await readFamilies(parts.resources.architectures)
      if (!families.ok) return fromFailure(families.error, 'internal')
      const family = await lookAtFolder(input.path, families.value)
      if (!family.ok) return fromFailure(family.error, 'bad_request')
      const known = await find(id)
      if (known?.installed?.bundled === true) return bundled(id)
      const { task, modality, spaceKind, runsFolderCode } = family.value
      const role = roleOfModel(family.value)
      const consentToRunCode = input.consentToRunCode === true
      if ((runsFolderCode || known?.entry?.runsFolderCode === true) && !consentToRunCode) {
        return refuse(
          'bad_request',
          'This model runs program code that lies in its folder.',
          'Read the code, and agree to run it when you import the folder.',
          { code: 'consent_needed' },
        )
      }
      if (known !== null && roleOfModel(known.described) !== role) {
        return refuse(
          'bad_request',
          `The folder holds another kind of model (${modelRoleOf[role].name}) than ${id} (${modelRoleOf[roleOfModel(known.described)].name}).`,
          'Choose the folder of that model, or import this one under an id of your own.',
        )
      }
      const described = { title: id, task, modality, spaceKind, licence: unstated }
      const target = known ?? { id, entry: null, installed: null, described }
      return installs.start(target, { kind: 'folder', path: input.path, consentToRunCode }) ? answer(id) : busy(id)
    },
    remove: async (id) => {
      const known = await find(id)
      if (known === null) return notFound('model')
      if (known.installed?.bundled === true) return bundled(id)
      installs.forgetFailure(id)
      if (known.installed !== null) {
        const role = roleOfModel(known.installed)
        if ((await activation.chosen(role)) === id) await activation.deactivate(role)
        await parts.modelRunners.unload(id)
      }
      await installs.cancel(id)
      await parts.installedModels.remove(id)
      await catalogue.refresh()
      changes.modelChanged(null)
      const found = await find(id)
      const refused = await parts.refused()
      // Of a folder's model nothing is left to show but what it was.
      const left: Model =
        found === null
          ? { ...(await present({ ...known, installed: null }, refused)), state: 'available' }
          : await present(found, refused)
      const message = known.described.task === 'embed' ? vectorsStay : captionsStay
      return ok(known.installed === null ? left : { ...left, message })
    },
    activate: async (id) => {
      const known = await needInstalled(id)
      if (!known.ok) return known
      await activation.activate(known.value)
      return answer(id)
    },
    deactivate: async (id) => {
      const known = await find(id)
      if (known === null) return notFound('model')
      const role = roleOfModel(known.described)
      if ((await activation.chosen(role)) === id) await activation.deactivate(role)
      return answer(id)
    },
    cancel: async (id) => {
      const known = await find(id)
      if (known === null) return notFound('model')
      const stopped = await installs.cancel(id)
      if (!stopped) return refuse('conflict', `${id} is not being installed.`, 'There is nothing to cancel.')
      const left = await answer(id)
      return left.ok ? left : ok(await present(known, await parts.refused()))
    },
    restart: async (id) => {
      const known = await needInstalled(id)
      if (!known.ok) return known
      if (known.value.installed !== null) parts.files.suspect(known.value.installed)
      parts.modelRunners.restart(id)
      if ((await activation.chosen(roleOfModel(known.value.described))) === id) activation.retry(known.value)
      return answer(id)
    },
    notices: async () => {
      const chosen = await Promise.all(modelRoleSchema.options.map((role) => activation.chosen(role)))
      const refused = await parts.refused()
      const found: Stats['notices'][number][] = []
      const demo = await Promise.all(
        chosen.map(async (id) => id !== null && (await catalogue.get(id))?.installed?.bundled),
      )
      if (demo.some((isDemo) => isDemo === true)) {
        found.push({
          code: 'demo_models',
          message: 'This library is searched by toy models that know nothing but the generated demo clips.',
          remedy: 'For your own videos, open your own library and install real models on the Models page.',
        })
      }
      for (const id of chosen) {
        const failure = id === null ? null : (activation.failure(id) ?? refused.get(id) ?? null)
        if (failure !== null && id !== null) {
          found.push({
            code: 'model_failed',
            message: `The model ${id} cannot be used: ${failure.message}`,
            remedy: failure.remedy,
          })
        }
      }
      return found
    },
  }
}
