import {
  type Modality,
  modalitySchema,
  modelModalitySchema,
  type SearchStatus,
  textModalities,
} from '../../contract/index.ts'
import type { IndexStatus, StorePort } from '../../domain/ports/index.ts'
import type { ModelRunners } from '../../runners/model-runners.ts'

type ModalityStatus = SearchStatus['modalities'][number]

const stateOfRunner = {
  ready: 'ready',
  busy: 'ready',
  draining: 'sleeping',
  stopped: 'sleeping',
  starting: 'loading',
  backoff: 'loading',
  disabled: 'failed',
} as const

/** What each modality of a library can answer now, and how the index works. */
export const readSearchStatus = async (
  store: Pick<StorePort, 'vectors' | 'captions'>,
  modelRunners: Pick<ModelRunners, 'states' | 'chosen'>,
  index: () => IndexStatus,
): Promise<SearchStatus> => {
  const spaces = await store.vectors.list()
  const states = modelRunners.states()
  const hasWords = await store.captions.hasWords(null)
  const one = async (modality: Modality): Promise<ModalityStatus> => {
    const space = spaces.find((found) => found.modality === modality && found.active)
    const model = modelModalitySchema.safeParse(modality)
    const chosen = model.success ? await modelRunners.chosen(model.data) : null
    const state = (): ModalityStatus['state'] => {
      const hasExact = modality === 'captions' && hasWords
      if (space === undefined || space.present === 0) {
        if (hasExact) return 'exact'
        return space === undefined && model.success && chosen === null ? 'no_model' : 'no_vectors'
      }
      if (!textModalities.includes(modality)) return 'descriptor'
      const runner = stateOfRunner[states.get(space.model)?.state ?? 'stopped']
      return runner === 'failed' && hasExact ? 'exact' : runner
    }
    return {
      modality,
      state: state(),
      takesText: textModalities.includes(modality),
      model: space?.model ?? chosen,
      spaceId: space?.id ?? null,
      present: space?.present ?? 0,
    }
  }
  return { modalities: await Promise.all(modalitySchema.options.map(one)), index: { ...index() } }
}
