import type { Failure } from '../../contract/index.ts'
import { err, ok } from '../../domain/result.ts'
import type { ModelRunnersOptions, ResolvedModel } from '../../runners/model-runners.ts'
import type { InstalledFiles } from '../../runners/models/installed-files.ts'
import { offlineEnvironment } from '../../runners/python/child-environment.ts'
import type { PythonRuntime } from '../../runners/python/python-runtime.ts'
import type { AppResources } from '../app-resources.ts'
import type { ModelCatalogue } from './model-catalogue.ts'

/** A model is asked for whose files are not here. */
export const notInstalled: Failure = {
  code: 'model_not_installed',
  message: 'This model is not installed.',
  remedy: 'Install it on the Models page, or choose another one.',
}

/** How the runners find a model: its files, checked, and the Python that runs it. */
export const createModelResolver =
  (parts: {
    readonly catalogue: ModelCatalogue
    readonly files: InstalledFiles
    readonly runtime: PythonRuntime
    readonly resources: AppResources
  }): ModelRunnersOptions['resolveModel'] =>
  async (id, signal) => {
    const { catalogue, files, runtime, resources } = parts
    const installed = (await catalogue.get(id))?.installed ?? null
    if (installed === null) return err(notInstalled)
    const whole = await files.check(installed, signal)
    if (!whole.ok) return whole
    const python = await runtime.python(signal)
    if (!python.ok) return python
    const resolved: ResolvedModel = {
      id,
      modality: installed.modality,
      revision: installed.revision,
      folder: installed.folder,
      encoder: installed.encoder,
      prompts: installed.prompts,
      memoryBytes: installed.memoryBytes,
      dimension: installed.dimension,
      preprocessing: 'default',
      consentToRunCode: installed.consentToRunCode,
      program: {
        command: python.value,
        args: ['-m', 'goodclips_runners'],
        env: offlineEnvironment(resources.nativeRunners),
      },
    }
    return ok(resolved)
  }
