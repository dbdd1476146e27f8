import { z } from 'zod'
import { idSchema } from './page.ts'
import { route } from './route.ts'

/**
 * Every kind of change that can be undone, with what is said of it once it has happened: “Scenes merged · Undo”. What
 * changes a library by a person's hand and records how to take it back has a row here.
 */
export const changeKinds = [
  { id: 'scene-split', label: 'Scene split' },
  { id: 'scenes-merged', label: 'Scenes merged' },
  { id: 'boundary-moved', label: 'Boundary moved' },
  { id: 'short-scenes-dropped', label: 'Short scenes dropped' },
  { id: 'scenes-reset', label: 'Scenes reset' },
  { id: 'caption-corrected', label: 'Caption corrected' },
  { id: 'marked', label: 'Marks changed' },
  { id: 'tags-renamed', label: 'Tag renamed' },
  { id: 'marks-imported', label: 'Marks imported' },
  { id: 'not-alike', label: 'Told apart' },
  { id: 'not-alike-taken-back', label: '“Not alike” taken back' },
  { id: 'people-changed', label: 'People changed' },
] as const satisfies readonly { readonly id: string; readonly label: string }[]
/** Id of a kind of change. */
export type ChangeKind = (typeof changeKinds)[number]['id']
/** The label of each kind of change. */
export const changeLabels = Object.fromEntries(changeKinds.map(({ id, label }) => [id, label])) as Readonly<
  // Built from the rows, so every id is a key.
  Record<ChangeKind, string>
>

/** Answer of `POST /api/v1/undo` and `…/redo`: what was taken back or done again, and what would come next. */
export const undoneSchema = z.object({
  kind: z.enum(changeKinds.map(({ id }) => id)),
  label: z.string(),
  /** Videos that it was about, at most 500 of them. */
  videoIds: z.array(idSchema),
  /** Labels of what can be undone and done again next; null: nothing. */
  nextUndo: z.string().nullable(),
  nextRedo: z.string().nullable(),
})
export type Undone = z.infer<typeof undoneSchema>

/** Routes that take back what a person changed, until the core stops. */
export const undoRoutes = {
  undo: route({
    method: 'POST',
    path: '/api/v1/undo',
    summary: 'Take back the last change of scenes, captions, marks, bins or people; `conflict` when there is none',
    status: 200,
    response: undoneSchema,
    refuses: ['conflict', 'not_found'],
  }),
  redo: route({
    method: 'POST',
    path: '/api/v1/redo',
    summary: 'Do again what was undone last; `conflict` when there is nothing',
    status: 200,
    response: undoneSchema,
    refuses: ['conflict', 'not_found'],
  }),
} as const
