import {
  type Model,
  modelIdSchema,
  type RunnerState,
  type Runtime,
  type Space,
} from '../../../electron/contract/index.ts'
import { formatBytes, formatCount, formatPercent } from '../../ui/format.ts'

/** Names of the tags that are told; toys are told by their own section. */
export const tagNames: Readonly<Record<Model['tags'][number], string>> = {
  default: 'Recommended',
  fast: 'Fast',
  best: 'Best',
  demo: 'Demo (toy)',
}

const runnerWords: Readonly<Record<RunnerState, string>> = {
  stopped: 'loads when needed',
  starting: 'loading',
  ready: 'ready',
  busy: 'working',
  draining: 'finishing',
  backoff: 'starts again in a moment',
  disabled: 'stopped',
}

/** What the process of a model does now. */
export const runnerText = (model: Pick<Model, 'runner'>): string => runnerWords[model.runner.state]

const rate = (perSecond: number): string =>
  perSecond >= 9.95
    ? Math.round(perSecond).toLocaleString()
    : perSecond.toLocaleString(undefined, { maximumSignificantDigits: 2 })

/** Speed measured on this machine, with the device: `71 pictures/s on CPU (bf16)`; empty until it was measured. */
export const speedText = ({ runner: { speed, device } }: Pick<Model, 'runner'>): string => {
  if (speed === null) return ''
  const words = {
    images: `${rate(speed.perSecond)} pictures/s`,
    audioSeconds: `${rate(speed.perSecond)}× real time`,
    captions: `${rate(speed.perSecond)} captions/s`,
    scenes: `${rate(speed.perSecond)} scenes/s`,
  }[speed.unit]
  return device === null ? words : `${words} on ${device}`
}

/** What a model is as a thing: size and dimension. */
export const sizeText = (model: Pick<Model, 'sizeBytes' | 'dimension' | 'state'>): string =>
  [
    model.sizeBytes === 0 ? '' : formatBytes(model.sizeBytes),
    model.dimension === null ? '' : `${model.dimension.toLocaleString()} dimensions`,
  ]
    .filter((part) => part !== '')
    .join(' · ')

/** How far an installation is: `34 % · 205 MB of 605 MB · Downloading`. */
export const progressText = (progress: NonNullable<Model['progress']>): string =>
  [
    progress.fraction === null ? '' : formatPercent(progress.fraction),
    progress.bytesTotal !== null && progress.bytesTotal > 0
      ? `${formatBytes(progress.bytesDone)} of ${formatBytes(progress.bytesTotal)}`
      : progress.bytesDone > 0
        ? formatBytes(progress.bytesDone)
        : '',
    progress.message,
  ]
    .filter((part) => part !== '')
    .join(' · ')

const skippedWords: Readonly<Record<string, string>> = {
  no_audio: 'without sound',
  no_captions: 'without captions',
  no_frames: 'without a picture',
  no_model: 'without a model',
  silent: 'silent',
  quarantined: 'set aside after the model failed on them',
  not_finite: 'for which the model gave no usable vector',
  invalid_vector: 'for which the model gave no usable vector',
}

/** Why scenes have no vector, in plain words: `132 without sound, 4 too short`. */
export const skippedText = (space: Pick<Space, 'skipped'>): string =>
  space.skipped
    .map(({ reason, count }) => `${count.toLocaleString()} ${skippedWords[reason] ?? reason.replaceAll('_', ' ')}`)
    .join(', ')

/** How complete a space is: `1,204 of 9,312 scenes · 132 without sound`. */
export const spaceText = (space: Pick<Space, 'present' | 'missing' | 'skipped'>): string => {
  const total = space.present + space.missing
  const skipped = skippedText(space)
  const counted =
    space.missing === 0
      ? space.present === 0
        ? 'no scenes yet'
        : `all ${formatCount(space.present, 'scene')}`
      : `${space.present.toLocaleString()} of ${formatCount(total, 'scene')}`
  return skipped === '' ? counted : `${counted} · ${skipped}`
}

/** Filled share of a space, 0…1; null when there is nothing to fill. */
export const spaceFraction = (space: Pick<Space, 'present' | 'missing'>): number | null =>
  space.present + space.missing === 0 ? null : space.present / (space.present + space.missing)

/** Whether an installed model was asked to work and cannot: its runner was disabled, or its space cannot be made. */
export const isBroken = (model: Pick<Model, 'state' | 'active' | 'error' | 'runner'>): boolean =>
  model.state === 'installed' && (model.runner.state === 'disabled' || (model.active && model.error !== null))

/** State of a model in a word or two, with a tone; nothing where the main button says it all. */
export const stateOf = (
  model: Model,
  space: Space | null,
): { readonly text: string; readonly tone: 'plain' | 'good' | 'live' | 'danger' } | null => {
  switch (model.state) {
    case 'available':
      return null
    case 'installing':
      return { text: 'Installing', tone: 'live' }
    case 'failed':
      return { text: 'Failed', tone: 'danger' }
    case 'installed':
      if (isBroken(model)) return { text: 'Not working', tone: 'danger' }
      if (!model.active) return { text: space?.active === true ? 'In use' : 'Installed', tone: 'plain' }
      return space !== null && space.missing > 0
        ? { text: 'Processing', tone: 'live' }
        : { text: 'Active', tone: 'good' }
  }
}

/** The one main button of a card. */
export type MainAct = 'install' | 'import' | 'cancel' | 'activate' | 'restart'

/** What the main button does; null where there is nothing to do. `imported`: its last try was from a folder. */
export const mainActOf = (
  model: Model,
  imported: boolean,
): { readonly act: MainAct; readonly label: string } | null => {
  const canDownload = model.repository !== null
  switch (model.state) {
    case 'available':
      return canDownload ? { act: 'install', label: 'Install' } : { act: 'import', label: 'Import from folder…' }
    case 'installing':
      return { act: 'cancel', label: 'Cancel' }
    case 'failed':
      return imported || !canDownload ? { act: 'import', label: 'Try again…' } : { act: 'install', label: 'Retry' }
    case 'installed':
      if (isBroken(model)) return { act: 'restart', label: 'Try again' }
      return model.active ? null : { act: 'activate', label: 'Activate' }
  }
}

/** Whether the main button stands out: what is recommended, and what mends something; not every button of a long page. */
export const standsOut = (model: Model, act: MainAct): boolean =>
  act === 'restart' || ((act === 'install' || act === 'activate') && model.tags.includes('default'))

/** The Python environment in one line. */
export const runtimeText = (runtime: Runtime): string => {
  switch (runtime.state) {
    case 'absent':
      return `Models run in a Python environment of their own. It takes ${formatBytes(runtime.diskNeededBytes)} of disk and is set up once.`
    case 'installing':
      return [
        runtime.progress?.fraction === null || runtime.progress?.fraction === undefined
          ? ''
          : formatPercent(runtime.progress.fraction),
        runtime.progress?.message ?? '',
      ]
        .filter((part) => part !== '')
        .join(' · ')
    case 'ready':
      return [
        runtime.python === null ? 'Python' : `Python ${runtime.python}`,
        runtime.torch === null ? '' : `PyTorch ${runtime.torch}`,
        runtime.device ?? '',
      ]
        .filter((part) => part !== '')
        .join(' · ')
    case 'failed':
      return [runtime.error?.message ?? 'The Python environment could not be set up.', runtime.error?.remedy ?? '']
        .filter((part) => part !== '')
        .join(' ')
  }
}

/** Why an id cannot be a model's; empty when it can, or nothing was typed yet. */
export const idProblem = (id: string): string =>
  id === '' || modelIdSchema.safeParse(id).success
    ? ''
    : id.length > 64
      ? 'At most 64 characters.'
      : 'Lower-case letters, digits and single hyphens, as in “my-model-2”.'

const lastFolder = (path: string): string =>
  path
    .trim()
    .split(/[\\/]+/)
    .findLast((part) => part !== '') ?? ''

/** The model of the list whose folder a path names, by its id or the last part of its repository; undefined for any other. */
export const listedModelOf = (path: string, models: readonly Model[]): Model | undefined => {
  const name = lastFolder(path).toLowerCase()
  return models.find(
    ({ id, repository, source }) =>
      source === 'registry' && (id === name || lastFolder(repository ?? '').toLowerCase() === name),
  )
}

/** An id made of the name of a model's folder; empty while there is none. */
export const guessedId = (path: string): string =>
  lastFolder(path)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replaceAll(/^-+|-+$/g, '')
