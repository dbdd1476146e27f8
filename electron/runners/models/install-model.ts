import type { Failure, Model, ModelEntry } from '../../contract/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { networkEnvironment, pythonEnvironment } from '../python/child-environment.ts'
import { probePython } from '../python/probe.ts'
import { runStep } from '../python/run-step.ts'
import type { LoadedModel } from '../runner-arguments.ts'
import { parseInstallLine, type StagedModel } from './install-lines.ts'
import type { InstalledModel } from './installed-model.ts'
import type { InstalledModelStore } from './installed-model-store.ts'
import type { Manifest } from './manifest.ts'

/** How far an installation is, as the Models page shows it. */
export type InstallProgress = NonNullable<Model['progress']>

/** One installation. */
export interface InstallRequest {
  readonly id: string
  /** Null for an id that the registry does not list. */
  readonly entry: ModelEntry | null
  readonly source:
    | { readonly kind: 'hub' }
    | { readonly kind: 'folder'; readonly path: string; readonly consentToRunCode: boolean }
  /** The interpreter of the environment. */
  readonly python: string
  readonly nativeRunners: string
  readonly registryPath: string
  readonly installedModels: InstalledModelStore
  readonly ambient: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly onProgress: (progress: InstallProgress) => void
  /** Called before the files are put in their place, where older ones may be in use. */
  readonly beforePlacing: () => Promise<void>
}

const wallClockMs = 24 * 3_600_000
/** Longer than all attempts of the download to reach the hub again. */
const noProgressMs = 10 * 60_000
const unstatedLicence = { id: 'unknown', name: 'Not stated by the folder', url: null }

const broken = (tail: readonly string[]): Failure => ({
  code: 'environment',
  message: `The installation stopped: ${tail.slice(-2).join(' ').trim() || 'it said nothing'}`,
  remedy: 'Set up Python again on the Models page, then install again.',
})

const stage = async (request: InstallRequest): Promise<Result<StagedModel>> => {
  const { source } = request
  let last: Result<StagedModel> | null = null
  const end = await runStep({
    command: request.python,
    args: [
      ...['-m', 'goodclips_runners.install', source.kind, '--id', request.id],
      ...['--registry', request.registryPath, '--staging', request.installedModels.staging(request.id)],
      ...(source.kind === 'folder' ? ['--path', source.path] : []),
      ...(source.kind === 'folder' && source.consentToRunCode ? ['--consent-to-run-code'] : []),
    ],
    env: { ...networkEnvironment(request.ambient), ...pythonEnvironment(request.nativeRunners) },
    signal: request.signal,
    onLine: (text) => {
      const line = parseInstallLine(text)
      if (line?.type === 'staged') last = ok(line)
      else if (line?.type === 'failed') last = err({ code: line.code, message: line.message, remedy: line.remedy })
      else if (line?.type === 'progress') {
        const { bytesDone, bytesTotal, message } = line
        const fraction = bytesTotal === null || bytesTotal === 0 ? null : Math.min(bytesDone / bytesTotal, 1)
        request.onProgress({ fraction, bytesDone, bytesTotal, message })
      }
    },
    wallClockMs,
    noProgressMs,
  })
  if (!end.ok) return end
  return last ?? err(broken(end.value.stderrTail))
}

const describe = (request: InstallRequest, staged: StagedModel): Result<Omit<Manifest, 'dimension'>> => {
  const { entry, source } = request
  const { task, modality, spaceKind } = entry ?? staged
  const memoryBytes = entry?.memoryBytes ?? staged.memoryBytes
  if (task === undefined || modality === undefined || spaceKind === undefined || memoryBytes === undefined)
    return err(broken([]))
  return ok({
    version: 1,
    id: request.id,
    title: entry?.title ?? request.id,
    task,
    modality,
    spaceKind,
    source: source.kind,
    repository: staged.repository,
    revision: staged.revision,
    encoder: staged.encoder,
    prompts: entry?.prompts ?? staged.prompts ?? { query: '{}', passage: '{}' },
    memoryBytes,
    runsFolderCode: staged.runsFolderCode ?? false,
    consentToRunCode: source.kind === 'folder' && source.consentToRunCode,
    licence: entry?.licence ?? unstatedLicence,
    files: staged.files,
    installedAt: new Date().toISOString(),
  })
}

const wrongDimension = (id: string, found: number, wanted: number): Failure => ({
  code: 'model_invalid',
  message: `The vectors of the model have ${found} numbers, those of ${id} should have ${wanted}.`,
  remedy: 'Choose the folder of that model, or import this one under an id of your own.',
})

/** Fetches or copies a model, proves that it works, and puts it with the installed models. */
export const installModel = async (request: InstallRequest): Promise<Result<InstalledModel>> => {
  const staged = await stage(request)
  if (!staged.ok) return staged
  const described = describe(request, staged.value)
  if (!described.ok) return described
  const size = staged.value.files.reduce((sum, file) => sum + file.sizeBytes, 0)
  request.onProgress({ fraction: null, bytesDone: size, bytesTotal: size, message: 'Trying it out' })
  const model: LoadedModel = { ...described.value, folder: request.installedModels.staging(request.id) }
  const { python, nativeRunners, signal } = request
  const proven = await probePython({ python, nativeRunners, model, signal })
  if (!proven.ok) return proven
  const dimension = proven.value.dim
  if (dimension === undefined || (dimension === null) !== (described.value.modality === null)) return err(broken([]))
  const wanted = request.entry?.dimension ?? staged.value.dimension ?? dimension
  if (dimension !== null && wanted !== null && dimension !== wanted) {
    return err(wrongDimension(request.id, dimension, wanted))
  }
  await request.beforePlacing()
  return ok(await request.installedModels.place({ ...described.value, dimension }))
}
