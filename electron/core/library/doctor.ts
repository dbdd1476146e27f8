import { access, constants, statfs } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'

import { type DoctorFinding, type Model, modelRoleOf, type Runtime, roleOfModel } from '../../contract/index.ts'
import { describeRepair } from '../../domain/describe-repair.ts'
import type { MediaPort, StoreOpening, StorePort } from '../../domain/ports/index.ts'
import { runProcess } from '../../process/run-process.ts'
import type { LibraryPaths } from '../library-paths.ts'

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

const checkTools = async (media: MediaPort): Promise<readonly DoctorFinding[]> => {
  const tools = await media.tools()
  if (!tools.ok) {
    return [{ id: 'ffmpeg', level: 'error', message: tools.error.message, remedy: tools.error.remedy }]
  }
  const { ffmpegVersion, ffprobeVersion, toneMapping } = tools.value
  return [
    { id: 'ffmpeg', level: 'ok', message: `ffmpeg ${ffmpegVersion}, ffprobe ${ffprobeVersion}` },
    toneMapping
      ? { id: 'tone-mapping', level: 'ok', message: 'ffmpeg can tone-map HDR video (zscale)' }
      : {
          id: 'tone-mapping',
          level: 'warning',
          message: 'This ffmpeg cannot tone-map HDR video: its pictures will look pale.',
          remedy: 'Install an ffmpeg built with libzimg.',
        },
  ]
}

const checkGpu = async (): Promise<DoctorFinding> => {
  const exit = await runProcess({
    command: 'nvidia-smi',
    args: ['-L'],
    stdout: { kind: 'collect', maxBytes: 65_536 },
    limits: { wallClockMs: 5_000, noProgressMs: 5_000, memory: { maxBytes: 2 ** 30, isHard: false } },
    signal: AbortSignal.timeout(6_000),
  }).done
  const names =
    exit.kind === 'exited' && exit.code === 0
      ? [...exit.stdout.toString('utf8').matchAll(/^GPU \d+: (.+?)(?: \(UUID.*)?$/gm)].map((match) => match[1] ?? '')
      : []
  return names.length > 0
    ? { id: 'gpu', level: 'ok', message: `GPU: ${names.join(', ')}` }
    : { id: 'gpu', level: 'ok', message: 'No NVIDIA GPU: models run on the processor.' }
}

const checkDisk = async (paths: LibraryPaths): Promise<readonly DoctorFinding[]> => {
  const disk = await statfs(paths.folder)
  const free = disk.bavail * disk.bsize
  const writable = await access(paths.folder, constants.W_OK).then(
    () => true,
    () => false,
  )
  return [
    free > 2e9
      ? { id: 'disk', level: 'ok', message: `${gigabytes(free)} free for the library` }
      : {
          id: 'disk',
          level: 'warning',
          message: `Only ${gigabytes(free)} free for the library`,
          remedy: 'Free some space, or imports will fail.',
        },
    writable
      ? { id: 'library', level: 'ok', message: `Library: ${paths.folder}` }
      : {
          id: 'library',
          level: 'error',
          message: `The library folder cannot be written: ${paths.folder}`,
          remedy: 'Change its permissions, or choose another with --library.',
        },
  ]
}

const checkIntegrity = async (store: StorePort): Promise<DoctorFinding> => {
  const faults = await store.library.integrity()
  return faults.length === 0
    ? { id: 'integrity', level: 'ok', message: `Database is sound (schema ${store.opening.schemaVersion})` }
    : {
        id: 'integrity',
        level: 'error',
        message: `The database is damaged: ${faults.slice(0, 3).join('; ')}`,
        remedy: 'Close the app and open it again: it repairs the database when it starts.',
      }
}

const checkRepairs = async (store: StorePort): Promise<readonly DoctorFinding[]> =>
  (await store.library.repairs()).map((repair) => {
    const { code, message, remedy } = describeRepair(repair)
    return { id: code, level: repair.outcome === 'damaged' ? 'error' : 'warning', message, remedy }
  })

const checkPython = async (runtime: Runtime): Promise<DoctorFinding> => {
  switch (runtime.state) {
    case 'ready':
      return {
        id: 'python',
        level: 'ok',
        message: `Python ${runtime.python ?? ''} with torch ${runtime.torch ?? ''}: ${runtime.path ?? ''}`,
      }
    case 'failed':
      return {
        id: 'python',
        level: 'warning',
        message: runtime.error?.message ?? 'Python could not be set up.',
        remedy: runtime.error?.remedy ?? 'Try again on the Models page.',
      }
    case 'absent':
    case 'installing':
      return { id: 'python', level: 'ok', message: 'Python for models is set up at the first use of one.' }
  }
}

const checkModels = (models: readonly Model[]): readonly DoctorFinding[] =>
  models
    .filter(({ active }) => active)
    .map((model) =>
      model.state === 'installed' && model.error === null
        ? {
            id: 'model',
            level: 'ok',
            message: `Model for ${modelRoleOf[roleOfModel(model)].id}: ${model.id}, ${model.revision ?? ''}`,
          }
        : {
            id: 'model',
            level: 'warning',
            message: `The model ${model.id} cannot be used: ${model.error?.message ?? 'it is not installed any more.'}`,
            remedy: model.error?.remedy ?? 'Install it again, or choose another one on the Models page.',
          },
    )

/** What opening the library had to do without. */
export const checkOpening = ({ vectorExtension }: Pick<StoreOpening, 'vectorExtension'>): readonly DoctorFinding[] => {
  if (vectorExtension === null) return []
  const { message, remedy } = vectorExtension
  return [{ id: 'vectors', level: 'warning', message, remedy }]
}

/** Everything that `goodclips doctor` says. */
export const examine = async (
  version: string,
  store: StorePort,
  media: MediaPort,
  paths: LibraryPaths,
  own: { readonly runtime: () => Promise<Runtime>; readonly models: () => Promise<readonly Model[]> },
): Promise<readonly DoctorFinding[]> => {
  const [tools, gpu, python, models, disk, integrity, repairs] = await Promise.all([
    checkTools(media),
    checkGpu(),
    own.runtime().then(checkPython),
    own.models().then(checkModels),
    checkDisk(paths),
    checkIntegrity(store),
    checkRepairs(store),
  ])
  const machine = `${availableParallelism()} processor cores, ${gigabytes(totalmem())} memory`
  return [
    { id: 'version', level: 'ok', message: `GoodCLIPS ${version}, Node ${process.versions.node}, ${process.platform}` },
    { id: 'machine', level: 'ok', message: machine },
    ...tools,
    gpu,
    python,
    ...models,
    ...disk,
    integrity,
    ...checkOpening(store.opening),
    ...repairs,
  ]
}
