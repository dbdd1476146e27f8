import { z } from 'zod'
import {
  type ModalityRow,
  type ModelModality,
  modalityOf,
  modelModalitySchema,
  modelWords,
  stageOfModel,
} from './modalities.ts'
import type { StageId } from './stages.ts'

/** What a model does: make vectors, turn what is said into words, read text in pictures, or find faces in them. */
export const modelTaskSchema = z.enum(['embed', 'transcribe', 'read-text', 'find-faces'])
export type ModelTask = z.infer<typeof modelTaskSchema>

/** One thing that a library has one active model for: a modality to make vectors of, or a task of another kind. */
export interface ModelRoleRow<Id extends string = string> {
  readonly id: Id
  readonly task: ModelTask
  /** As a heading of the Models page. */
  readonly title: string
  /** Beneath it: what its models let a person do. */
  readonly note: string
  readonly icon: ModalityRow['icon'] | 'speech' | 'screen' | 'person'
  readonly colour: ModalityRow['colour']
  /** Before “model”. */
  readonly name: string
  /** After “Install one on the Models page to”. */
  readonly purpose: string
  /** The stage that works with the model. */
  readonly stage: StageId
}

const ofModality = (modality: ModelModality): ModelRoleRow<ModelModality> => {
  const { title, note, icon, colour } = modalityOf[modality]
  const { name, purpose } = modelWords[modality]
  return { id: modality, task: 'embed', title, note, icon, colour, name, purpose, stage: stageOfModel[modality] }
}

/** Tasks whose models make no vectors. */
const otherTasks = [
  {
    id: 'transcribe',
    task: 'transcribe',
    title: 'Speech',
    note: 'Turn what is said into captions, which can be searched and exported like those of a file.',
    icon: 'speech',
    colour: 'words',
    name: 'speech',
    purpose: 'turn what is said into captions',
    stage: 'transcribe',
  },
  {
    id: 'read-text',
    task: 'read-text',
    title: 'Text on screen',
    note: 'Read slides, titles, signs and credits, and subtitles that are pictures, so that they can be searched.',
    icon: 'screen',
    colour: 'words',
    name: 'text-reading',
    purpose: 'read text on screen',
    stage: 'read-text',
  },
  {
    id: 'find-faces',
    task: 'find-faces',
    title: 'People',
    note: 'Find faces and put those of one person together. Nothing is looked for until People is switched on.',
    icon: 'person',
    colour: 'likeness',
    name: 'face',
    purpose: 'find people',
    stage: 'find-faces',
  },
] as const satisfies readonly ModelRoleRow[]

/** What a library has one active model for: a modality, or a task that makes no vectors. */
export type ModelRole = ModelModality | (typeof otherTasks)[number]['id']

/** Every role of a model, in the order on show. A row here is what the Models page, the API and the command line know of one. */
export const modelRoles: readonly ModelRoleRow<ModelRole>[] = [
  ...modelModalitySchema.options.map(ofModality),
  ...otherTasks,
]

/** The ids of all roles, in the order on show. */
export const modelRoleSchema = z.enum(modelRoles.map(({ id }) => id))

/** The row of a role. */
export const modelRoleOf = Object.fromEntries(modelRoles.map((row) => [row.id, row])) as Readonly<
  // Built from the rows, so every id is a key.
  Record<ModelRole, ModelRoleRow<ModelRole>>
>

/** The role that a model can be chosen for. */
export const roleOfModel = (model: {
  readonly task: ModelTask
  readonly modality: ModelModality | null
}): ModelRole => {
  if (model.modality !== null) return model.modality
  if (model.task === 'embed') throw new Error('A model that embeds has a modality.')
  return model.task
}
