import type { Modality, Space } from '../contract/index.ts'
import { modalityOf, modelModalitySchema } from '../contract/index.ts'
import { noModel } from '../domain/embedding/no-model.ts'
import { isSaidIn, kindsOf, type QueryPlan } from './query-plan.ts'
import type { ActiveSpaces, SearchNotice, SearchParts } from './search-parts.ts'

const missingSpace = async (
  { embedding }: Pick<SearchParts, 'embedding'>,
  modality: Modality,
  spaces: readonly Space[],
): Promise<SearchNotice> => {
  if (spaces.some((space) => space.modality === modality && space.building)) {
    return {
      modality,
      code: 'space_building',
      message: `The vectors for ${modalityOf[modality].label} are still being made.`,
      remedy: 'Wait until they are complete, or weigh other modalities.',
    }
  }
  const withModel = modelModalitySchema.safeParse(modality)
  if (withModel.success && (await embedding.chosen(withModel.data)) === null) {
    return { modality, ...noModel(withModel.data), remedy: 'Choose a model on the Models page.' }
  }
  return {
    modality,
    code: 'no_vectors',
    message: `No scene has a vector for ${modalityOf[modality].label} yet.`,
    remedy: 'Wait until the videos are read, or weigh other modalities.',
  }
}

const saysNothing = (modality: Modality): SearchNotice => ({
  modality,
  code: 'says_nothing',
  message: `What you search by says nothing about ${modalityOf[modality].label}.`,
  remedy: 'Add words, or weigh other modalities.',
})

/** The spaces that a query asks, and which weighted modalities cannot be asked. `hasExact`: words are found word for word, too. */
export const chooseSpaces = async (
  parts: Pick<SearchParts, 'embedding' | 'store'>,
  plan: QueryPlan,
  hasExact: boolean,
): Promise<{ readonly spaces: ActiveSpaces; readonly notices: readonly SearchNotice[] }> => {
  const all = await parts.store.vectors.list()
  const kinds = kindsOf(plan)
  const spaces = new Map<Modality, Space>()
  const notices: SearchNotice[] = []
  const missing: SearchNotice[] = []
  for (const modality of plan.weights.keys()) {
    const active = all.find((space) => space.modality === modality && space.active)
    if (!kinds.some((kind) => isSaidIn(plan, kind, modality))) notices.push(saysNothing(modality))
    else if (active !== undefined && active.present > 0) spaces.set(modality, active)
    else if (!(hasExact && modality === 'captions')) missing.push(await missingSpace(parts, modality, all))
  }
  // Without named weights those count that can answer; it is told only when nobody can, or when one was given its own text.
  const told = missing.filter(
    ({ modality }) => plan.named || (spaces.size === 0 && !hasExact) || plan.texts.has(modality),
  )
  return { spaces, notices: [...notices, ...told] }
}
