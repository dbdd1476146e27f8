import { type Modality, type Model, modalityOf, type SearchStatus } from '../../../electron/contract/index.ts'
import { formatBytes } from '../../ui/format.ts'

/** What a slider says about its modality. */
export interface SliderState {
  readonly usable: boolean
  /** Why it cannot answer; empty when it can. */
  readonly note: string
  /** Whether the note leads to the models. */
  readonly offersModel: boolean
}

/** The model that people are offered for a modality: the registry's usual one. */
const offered = (models: readonly Model[], modality: Modality): Model | undefined => {
  const own = models.filter((model) => model.modality === modality && model.source === 'registry')
  return own.find(({ tags }) => tags.includes('default')) ?? own[0]
}

/**
 * What the slider of a modality shows, from what the core can answer now and which models there are. An empty
 * library offers none: there is one thing to do then, and that is to bring videos.
 */
export const sliderStateOf = (
  modality: Modality,
  status: SearchStatus | null,
  models: readonly Model[],
  isEmpty = false,
): SliderState => {
  const known = stateWithVideos(modality, status, models)
  return isEmpty && known.offersModel ? { ...known, note: '', offersModel: false } : known
}

/** Words that are found as they are said: the slider works, and a model would find their meaning. */
const exactState = (modality: Modality, models: readonly Model[]): SliderState => {
  const { label: name, model: words } = modalityOf[modality]
  const hasOwn = models.some(
    (model) => model.modality === modality && model.state === 'installed' && model.source !== 'bundled',
  )
  const way = hasOwn ? `switch a ${name} model on` : `get the ${name} model`
  return { usable: true, note: `${words?.without ?? ''} · ${way}`, offersModel: true }
}

const stateWithVideos = (modality: Modality, status: SearchStatus | null, models: readonly Model[]): SliderState => {
  const { label: name, model: words } = modalityOf[modality]
  const state = status?.modalities.find((entry) => entry.modality === modality)?.state ?? null
  switch (state) {
    case 'ready':
    case 'sleeping':
    case 'descriptor':
    // The line beside the sliders says that it loads: a note here would push the others aside.
    case 'loading':
      return { usable: true, note: '', offersModel: false }
    case 'exact':
      return exactState(modality, models)
    case 'no_vectors':
      return { usable: false, note: 'no scene has it yet', offersModel: false }
    case 'failed':
      return { usable: false, note: 'its model failed', offersModel: true }
    case 'no_model':
    case null: {
      // The toy models of the demo are always there, and of use to nobody's own films.
      const ownInstalled = models.find(
        (model) => model.modality === modality && model.state === 'installed' && model.source !== 'bundled',
      )
      if (ownInstalled !== undefined) return { usable: false, note: `Switch a ${name} model on`, offersModel: true }
      if (words === null) return { usable: false, note: 'no scene has it yet', offersModel: false }
      const model = offered(models, modality)
      const size = model === undefined ? '' : ` (${formatBytes(model.sizeBytes)})`
      const note =
        words.without === '' ? `Get the ${name} model${size}` : `${words.without} · get the ${name} model${size}`
      return { usable: false, note, offersModel: true }
    }
  }
}

/** One quiet line about what search waits for; empty when it waits for nothing. */
export const searchNote = (status: SearchStatus | null): string => {
  if (status === null) return ''
  const loading = status.modalities.filter(({ state }) => state === 'loading')
  const first = loading[0]
  const parts = [
    first === undefined
      ? ''
      : loading.length === 1
        ? `Loading the ${modalityOf[first.modality].label} model …`
        : `Loading ${loading.length} models …`,
    status.index.state === 'building' ? `Index builds: ${Math.floor(status.index.progress * 100)} %` : '',
    status.index.state === 'failed' ? 'The index failed: search is slower.' : '',
  ]
  return parts.filter((part) => part !== '').join(' · ')
}
