import {
  type Model,
  type ModelRole,
  modalitiesWhere,
  modelRoleSchema,
  roleOfModel,
  type Space,
} from '../../../electron/contract/index.ts'

/** What the Models page shows: a group for each role, and apart from them the toys. */
export interface ModelGroups {
  readonly groups: readonly { readonly role: ModelRole; readonly models: readonly Model[] }[]
  readonly toys: readonly Model[]
}

/** Whether a model is only for trying things out, and so is never recommended. */
export const isToy = (model: Pick<Model, 'tags' | 'source'>): boolean =>
  model.tags.includes('demo') || model.source === 'bundled'

const rankOf = (model: Model): number => {
  if (model.source === 'folder') return 2
  return model.tags.includes('default') ? 0 : 1
}

/** Groups models by what they can be chosen for; the recommended one first, those of folders last, else in the given order. */
export const groupModels = (models: readonly Model[]): ModelGroups => {
  const real = models.filter((model) => !isToy(model))
  return {
    groups: modelRoleSchema.options.map((role) => ({
      role,
      models: real.filter((model) => roleOfModel(model) === role).sort((left, right) => rankOf(left) - rankOf(right)),
    })),
    toys: modelRoleSchema.options.flatMap((role) =>
      models.filter((model) => isToy(model) && roleOfModel(model) === role),
    ),
  }
}

/** The space of a model that matters now: the one being filled, else the one that answers, else any other. */
export const spaceOf = (spaces: readonly Space[], modelId: string): Space | null => {
  const own = spaces.filter(({ model }) => model === modelId)
  return own.find(({ building }) => building) ?? own.find(({ active }) => active) ?? own[0] ?? null
}

/** The space that answers until `space` is complete; null when there is none or `space` answers itself. */
export const answersMeanwhile = (spaces: readonly Space[], space: Space): Space | null =>
  space.building && !space.active
    ? (spaces.find((other) => other.modality === space.modality && other.active && other.id !== space.id) ?? null)
    : null

/** Modalities that need no model, in the order of the table. */
export const builtInModalities = modalitiesWhere(({ model }) => model === null)

/** The spaces that need no model, in the order of the table. */
export const builtInSpaces = (spaces: readonly Space[]): readonly Space[] =>
  builtInModalities.flatMap((modality) => {
    const own = spaces.filter((space) => space.modality === modality)
    return own.find(({ active }) => active) ?? own[0] ?? []
  })
